using System.Diagnostics;

namespace EventFlow.Load;

/// <summary>Sends loads to a server and meters it. Request numbers, and with them ids and event times, go on from one load to the next.</summary>
internal sealed class LoadRun(LoadServer server, ILoadProtocol protocol, PayloadOptions payload, int connections, TimeProvider clock)
{
    private const string Consumed = "stream_messages_consumed_total";
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private readonly BodySet _bodies = new(payload, (events, count) => protocol.Frame(events, count, payload));
    private readonly List<BatchKey> _acknowledged = [];
    private long _nextRequest;
    private int _loads;

    /// <summary>Begin of the names of its producers, which no other run has.</summary>
    public string Name { get; } = $"load-{Guid.NewGuid():N}"[..13];

    /// <summary>Batches acknowledged in all loads of this run.</summary>
    public IReadOnlyCollection<BatchKey> Acknowledged => _acknowledged;

    /// <summary>The bodies that are sent.</summary>
    public BodySet Bodies => _bodies;

    /// <summary>Where it goes, and as who, one connection after the other; the server's own caller when not set.</summary>
    public IReadOnlyList<LoadTarget> Targets { get; init; } = server.Targets;

    /// <summary>Whether a load is over only when everything is applied, what others have sent included.</summary>
    public bool WaitsForAll { get; init; } = true;

    /// <summary>Longest wait for everything to be applied.</summary>
    public TimeSpan LongestDrain { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Looks each second of a load at how far it is.</summary>
    public Action<TimeSpan, long, long?>? Progress { get; init; }

    /// <summary>Sends a load and waits until it is applied, without figures.</summary>
    public async Task<LoadResult> WarmUpAsync(LoadPlan plan)
    {
        var result = await SendAsync(plan, new MemoryTrend()).ConfigureAwait(false);
        await server.DrainAsync(WaitsForAll ? LongestDrain : TimeSpan.Zero, clock).ConfigureAwait(false);
        return result;
    }

    /// <summary>Sends a load and meters it.</summary>
    public async Task<Measurement> MeasureAsync(LoadPlan plan)
    {
        server.Meter.ResetPeak();
        var memory = new MemoryTrend();
        var consumed = await server.FigureAsync(Consumed).ConfigureAwait(false);
        var (before, client) = (server.Meter.Read(), OwnCpu());
        var result = await SendAsync(plan, memory).ConfigureAwait(false);
        var (atAck, clientAtAck) = (server.Meter.Read(), OwnCpu());
        var ended = clock.GetTimestamp();
        var drained = await server.DrainAsync(WaitsForAll ? LongestDrain : TimeSpan.Zero, clock).ConfigureAwait(false) ? clock.GetElapsedTime(ended) : (TimeSpan?)null;
        await Task.Delay(Settle, clock).ConfigureAwait(false);

        // Only now: of a cluster the silo that was asked for the lag knows what others applied half a second late.
        var applied = await server.FigureAsync(Consumed).ConfigureAwait(false) - (consumed ?? 0);
        return new Measurement(result, before, atAck, server.Meter.Read(), drained, applied, memory, clientAtAck - client);
    }

    private async Task<LoadResult> SendAsync(LoadPlan plan, MemoryTrend memory)
    {
        var load = _loads++;
        var senders = Enumerable.Range(0, connections).Select(i => new HttpSender(Targets[i % Targets.Count], protocol, _bodies, payload, $"{Name}-{load}-{i}", clock)).ToList();
        try
        {
            var loop = new OpenLoop(senders, plan with { FirstRequest = _nextRequest, Batch = payload.Batch }, new SystemPacer(clock), clock);
            using var ended = new CancellationTokenSource();
            var watching = WatchAsync(loop, memory, ended.Token);
            var result = await loop.RunAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
            _nextRequest = result.NextRequest;
            _acknowledged.AddRange(result.Tally.Keys);
            return result;
        }
        finally
        {
            senders.ForEach(static s => s.Dispose());
        }
    }

    private async Task WatchAsync(OpenLoop loop, MemoryTrend memory, CancellationToken ended)
    {
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                var at = clock.GetElapsedTime(started);
                var resident = server.Meter.ReadResident();
                if (resident is { } bytes)
                {
                    memory.Add(at, bytes);
                }

                Progress?.Invoke(at, loop.Acknowledged, resident);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    private static double OwnCpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
