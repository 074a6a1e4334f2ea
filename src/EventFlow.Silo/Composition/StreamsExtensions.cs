using System.Globalization;
using EventFlow.EventStore;
using EventFlow.Kafka;
using EventFlow.Postgres.EventLog;

namespace EventFlow.Silo;

/// <summary>Where events are kept, and streams are fed from: one log, chosen by EventFlow:Streams:Provider.</summary>
internal static class StreamsExtensions
{
    public const string ProviderKey = "EventFlow:Streams:Provider";
    public const string SegmentLog = "segment-log";

    private static readonly Dictionary<string, Action<IServiceCollection>> Providers = new(StringComparer.OrdinalIgnoreCase)
    {
        [SegmentLog] = static services => services.AddEventStore(),
        ["memory"] = static services => services.AddInMemoryEventLog(),
        ["postgres"] = static services => services.AddPostgresEventLog(),
        ["kafka"] = static services => services.AddKafkaEventLog(),
    };

    /// <summary>The provider of the settings, in small letters.</summary>
    public static string ProviderOf(IConfiguration configuration) => (configuration[ProviderKey] ?? SegmentLog).ToLowerInvariant();

    /// <summary>What state belongs to: the provider, and how many partitions a stream has where that is not what every log has.</summary>
    public static string LogOf(IConfiguration configuration)
    {
        var partitions = configuration.GetValue($"{StreamsOptions.SectionName}:{nameof(StreamsOptions.Partitions)}", EventStreams.LeastPartitions);
        return partitions == EventStreams.LeastPartitions ? ProviderOf(configuration) : string.Create(CultureInfo.InvariantCulture, $"{ProviderOf(configuration)} with {partitions} partitions a stream");
    }

    /// <exception cref="InvalidOperationException">There is no such log.</exception>
    public static void AddEventLog(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = configuration[ProviderKey] ?? SegmentLog;
        if (!Providers.TryGetValue(provider, out var add))
        {
            throw new InvalidOperationException($"{ProviderKey} is '{provider}'; expected one of {string.Join(", ", Providers.Keys)}.");
        }

        services.AddStreamsOptions();
        add(services);
    }
}
