using EventFlow.EventStore;
using EventFlow.SegmentLog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventFlow.Load;

/// <summary>A silo started on a large log: until it is ready.</summary>
internal static class RecoveryMode
{
    private const int Events = 2_000;

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        if (arguments.Has("against"))
        {
            throw new ArgumentException("recovery fills the data directory of a silo before it starts; leave --against out.");
        }

        var report = new ModeReport("recovery", "From starting the silo on a log of many segments, none of which it has applied, to /ready and to the first 202.");
        var gigabytes = arguments.Real("gigabytes", arguments.Has("quick") ? 0.05 : 10);
        await using var server = await LoadServer.OpenAsync(arguments, prepare: data => FillAsync(Path.Combine(data, "log"), (long)(gigabytes * (1L << 30)), arguments)).ConfigureAwait(false);
        report.Add("log_gib", server.Meter.Read().DataBytes / (double)(1L << 30));
        report.Add("ready_after_s", server.ReadyAfter?.TotalSeconds);
        using var sender = new IncidentSender(server.Target, clock);
        var started = clock.GetTimestamp();
        var answer = await sender.PostAsync([0], 1, CancellationToken.None).ConfigureAwait(false);
        report.Add("first_ack_after_ready_s", answer.Acknowledges(1) ? clock.GetElapsedTime(started).TotalSeconds : null);
        report.Add("peak_memory_mib", server.Meter.Read().PeakBytes / (double)(1 << 20));
        report.Notes.Add("The pages of the log may be in the page cache, since they were written just before; a machine that was restarted reads the last segment of each partition from the disk.");
        report.Goals.Add(Goal.AtMost("ready_after_s", 5));
        return [report];
    }

    // One real batch, as the log has it, again and again: what is read at the start is the frames and not the events in them.
    private static async Task FillAsync(string directory, long bytes, LoadArguments arguments)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("EventFlow:EventStore:Directory", directory)]).Build();
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(settings).AddSingleton(TimeProvider.System)
            .AddLogging(static l => l.ClearProviders()).AddEventStore().BuildServiceProvider();
        var store = services.GetRequiredService<SegmentLogStore>();
        var payload = await SamplePayloadAsync(services.GetRequiredService<IEventLog>(), store, arguments).ConfigureAwait(false);
        var partitions = EventStreams.Ingested.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(p => store.OpenPartition(s.Name, p))).ToList();
        await Task.WhenAll(partitions.Select(partition => Task.Run(() => FillAsync(partition, payload, bytes / partitions.Count)))).ConfigureAwait(false);
    }

    private static async Task FillAsync(SegmentLogPartition partition, byte[] payload, long bytes)
    {
        // By what is on disk, since the log compresses.
        for (var i = 0L; partition.GetStatistics().Bytes < bytes; i++)
        {
            var result = await partition.AppendAsync(new LogBatch(payload, Events, i, i + 1)).ConfigureAwait(false);
            if (!result.IsCommitted)
            {
                throw new IOException($"The log could not be filled: {result.Detail}");
            }
        }
    }

    private static async Task<byte[]> SamplePayloadAsync(IEventLog log, SegmentLogStore store, LoadArguments arguments)
    {
        var random = new Random((int)arguments.Number("seed", 1, 0, int.MaxValue));
        var events = Enumerable.Range(0, Events).Select(n => (TelemetryEvent)new LogEvent(
            n, ServiceName.Of(random.Next(250)), null, LabelSet.Empty, LogSeverity.Info, $"request {random.NextInt64()} answered in {random.Next(900)} ms", null)).ToList();
        var stored = await log.Append(new EventBatch(StreamNames.Logs, 0, 0, 0, events)).ConfigureAwait(false);
        using var read = await store.OpenPartition(StreamNames.Logs, 0).ReadAsync(stored.FirstOffset, 64 << 20).ConfigureAwait(false);
        return read.Frames[0].Payload.ToArray();
    }
}
