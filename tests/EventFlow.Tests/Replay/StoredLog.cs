using System.Diagnostics.Metrics;
using EventFlow.EventStore;
using EventFlow.Replay;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Replay;

/// <summary>The real log in a folder of its own, with small segments, and the queries over it.</summary>
internal sealed class StoredLog : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EventStoreInstruments _instruments;
    private readonly SegmentLogOptions _segments;

    public StoredLog(ReplayOptions? options = null)
    {
        _instruments = new(_services.GetRequiredService<IMeterFactory>());
        _segments = new() { MinFreeBytes = 0, SegmentBytes = 1 << 20 };
        Store = new(_folder["log"], _segments, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        Log = new(Store, _instruments, NullLogger<SegmentEventLog>.Instance);
        Options = options ?? new();
        Arrivals = new(Log, TimeProvider.System);
        Queries = new(Log, new(TimeProvider.System), Arrivals, Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System);
    }

    public ReplayOptions Options { get; }

    public SegmentLogStore Store { get; }

    public SegmentEventLog Log { get; }

    public EventArrivals Arrivals { get; }

    public EventQueries Queries { get; }

    public async Task<long> Append(string stream, int partition, long receivedAt, params IReadOnlyList<TelemetryEvent> events)
    {
        var result = await Log.Append(new(stream, partition, 0, receivedAt, events), TestContext.Current.CancellationToken);
        Assert.True(result.IsStored);
        return result.FirstOffset;
    }

    /// <summary>Fills segments with what does not compress, and lets the first ones expire.</summary>
    public async Task FillAndExpire(string stream, int partition)
    {
        var random = new Random(1);
        var bytes = new byte[3_000];
        for (var i = 0; i < 40; i++)
        {
            await Append(stream, partition, i, [.. Enumerable.Range(0, 50).Select(_ =>
            {
                random.NextBytes(bytes);
                return EventSamples.Log("a", Convert.ToBase64String(bytes));
            })]);
        }

        _segments.Streams[stream] = new() { Bytes = 2 << 20 };
        await Store.ApplyRetentionAsync();
    }

    public void Dispose()
    {
        Arrivals.Dispose();
        Store.Dispose();
        _instruments.Dispose();
        _services.Dispose();
        _folder.Dispose();
    }
}
