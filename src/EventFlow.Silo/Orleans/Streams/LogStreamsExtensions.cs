using EventFlow.EventStore;
using Orleans.Configuration;
using Orleans.Hosting;

namespace EventFlow.Silo;

/// <summary>Registers the event log as grain streams of Orleans.</summary>
internal static class LogStreamsExtensions
{
    // The queue of a partition answers when there is something, so the pause between two questions only bounds how soon it is asked again.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    // After so long of failed deliveries the grain is told; then the same items come again.
    private static readonly TimeSpan TellAfter = TimeSpan.FromSeconds(10);

    // A stream is kept for good: there is one a partition, and taking it up again costs more than keeping it.
    private static readonly TimeSpan Forever = TimeSpan.FromDays(3650);

    /// <summary>Adds the stream provider <see cref="StreamNames.Provider"/> over the <see cref="IFollowedEventLog"/> of the services: a queue for each partition that ingestion reads.</summary>
    public static ISiloBuilder AddLogStreams(this ISiloBuilder orleans)
    {
        orleans.AddPersistentStreams(
            StreamNames.Provider,
            static (services, name) => new LogQueueAdapter(name, services.GetRequiredService<IFollowedEventLog>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>()),
            static streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(static agent => agent.Configure(static options =>
                {
                    options.GetQueueMsgsTimerPeriod = Poll;
                    options.MaxEventDeliveryTime = TellAfter;
                    options.StreamInactivityPeriod = Forever;
                }));
            });
        return orleans;
    }
}
