using System.Threading.Channels;

namespace EventFlow.Load;

/// <summary>
/// Sends requests when they are due, whether or not earlier ones were answered. With all connections busy a request waits here, and its latency counts from when it was due:
/// a server that stalls for a second shows a second for all that should have come in it, not for the few that were under way.
/// </summary>
internal sealed class OpenLoop(IReadOnlyList<ILoadSender> senders, LoadPlan plan, IPacer pacer, TimeProvider clock)
{
    // The numbers of requests only: a day of 10,000 requests a second would be 7 GB, and nobody waits so long.
    private readonly Channel<long> _due = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly LoadTally[] _tallies = [.. senders.Select(static _ => new LoadTally())];
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _sent = new();
    private long _origin;
    private long _released;
    private long _taken;
    private long _lastAcknowledgement;

    /// <summary>Events acknowledged so far. Thread safe.</summary>
    public long Acknowledged => _tallies.Sum(static t => t.Acknowledged);

    /// <summary>Requests that have fallen due so far. Thread safe.</summary>
    public long Released => Interlocked.Read(ref _released);

    /// <summary>When the n-th request of this load, from 0, was due, as a timestamp of the clock.</summary>
    public long DueTimestamp(int n) => _origin + ToTimestamp(TimeSpan.FromTicks(plan.Schedule!.DueTicks(n)));

    /// <summary>Runs the load to its end. Once.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken = default)
    {
        _origin = clock.GetTimestamp();
        _lastAcknowledgement = _origin;
        using var stop = cancellationToken.Register(_over.Cancel);
        var workers = senders.Select((sender, i) => Task.Run(() => WorkAsync(sender, _tallies[i]))).ToArray();
        var all = Task.WhenAll(workers);

        // Without a schedule the senders end when all is sent, and then nothing is left to wait for.
        if (plan.Schedule is null)
        {
            _ = all.ContinueWith(static (_, sent) => ((CancellationTokenSource)sent!).Cancel(), _sent, TaskScheduler.Default);
        }

        var releasing = Task.Factory.StartNew(Release, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await releasing.ConfigureAwait(false);
        if (await Task.WhenAny(all, Task.Delay(plan.Grace, clock, cancellationToken)).ConfigureAwait(false) != all)
        {
            await _over.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(false);
        }

        return Conclude();
    }

    private LoadResult Conclude()
    {
        var total = new LoadTally();
        foreach (var tally in _tallies)
        {
            total.Add(tally);
        }

        var due = DueSpan();
        var last = clock.GetElapsedTime(_origin, Interlocked.Read(ref _lastAcknowledgement));
        return new LoadResult(Released, Released - _taken, due, plan.Schedule is null || last > due ? last : due, total, plan.FirstRequest + Released);
    }

    private TimeSpan DueSpan() => plan.Schedule is null || Released < plan.MaxRequests ? plan.Duration : TimeSpan.FromTicks(Math.Min(plan.Duration.Ticks, plan.Schedule.DueTicks(Released)));

    private void Release()
    {
        if (plan.Schedule is { } schedule)
        {
            var count = Math.Min(plan.MaxRequests, schedule.CountBefore(plan.Duration));
            for (var n = 0L; n < count && !_over.IsCancellationRequested; n++)
            {
                pacer.SleepUntil(_origin + ToTimestamp(TimeSpan.FromTicks(schedule.DueTicks(n))), _over.Token);
                _due.Writer.TryWrite(n);
                Interlocked.Increment(ref _released);
            }
        }
        else
        {
            pacer.SleepUntil(_origin + ToTimestamp(plan.Duration), _sent.Token);
        }

        _due.Writer.Complete();
    }

    private async Task WorkAsync(ILoadSender sender, LoadTally tally)
    {
        if (plan.Schedule is null)
        {
            await WorkUnpacedAsync(sender, tally).ConfigureAwait(false);
            return;
        }

        while (await _due.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (!_over.IsCancellationRequested && _due.Reader.TryRead(out var n))
            {
                Interlocked.Increment(ref _taken);
                await SendAsync(sender, tally, n, _origin + ToTimestamp(TimeSpan.FromTicks(plan.Schedule.DueTicks(n)))).ConfigureAwait(false);
            }

            if (_over.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task WorkUnpacedAsync(ILoadSender sender, LoadTally tally)
    {
        while (!_due.Reader.Completion.IsCompleted && !_over.IsCancellationRequested)
        {
            var n = Interlocked.Increment(ref _released) - 1;
            if (n >= plan.MaxRequests)
            {
                Interlocked.Decrement(ref _released);
                return;
            }

            Interlocked.Increment(ref _taken);
            await SendAsync(sender, tally, n, clock.GetTimestamp()).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(ILoadSender sender, LoadTally tally, long n, long due)
    {
        var request = plan.FirstRequest + n;
        var key = sender.Begin(request);
        tally.Late.Record(clock.GetElapsedTime(due));
        for (var isRetry = false; ; isRetry = true)
        {
            var sent = clock.GetTimestamp();
            var answer = await sender.SendAsync(request, key, _over.Token).ConfigureAwait(false);
            var now = clock.GetTimestamp();
            tally.Note(answer);
            var acknowledged = answer.Acknowledges(plan.Batch);
            if (isRetry)
            {
                tally.NoteRetry(acknowledged);
            }

            if (acknowledged)
            {
                tally.Acknowledge(key, plan.Batch, clock.GetElapsedTime(due, now), clock.GetElapsedTime(sent, now));
                Raise(ref _lastAcknowledgement, now);
                return;
            }

            if (!answer.IsRefused || plan.OnRefusal == RefusalPolicy.Drop || !await WaitAsync(answer.RetryAfter).ConfigureAwait(false))
            {
                tally.GiveUp();
                return;
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.FromSeconds(1), clock, _over.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private long ToTimestamp(TimeSpan span) => (long)((Int128)span.Ticks * clock.TimestampFrequency / TimeSpan.TicksPerSecond);

    private static void Raise(ref long place, long value)
    {
        for (var known = Interlocked.Read(ref place); value > known;)
        {
            var before = Interlocked.CompareExchange(ref place, value, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
