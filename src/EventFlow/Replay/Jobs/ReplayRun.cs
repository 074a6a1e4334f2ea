using EventFlow.Services;

namespace EventFlow.Replay;

/// <summary>
/// One replay while it runs in this process: reads the partitions as one stream in order of arrival, holds the pace, gives events to the target and tells how far it is. Whoever started it
/// may look, halt it and end it from any thread.
/// </summary>
internal sealed class ReplayRun
{
    private static readonly TimeSpan BetweenPoints = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ReplayPlan _plan;
    private readonly IEventLog _log;
    private readonly ReplayManners _manners;
    private readonly TimeProvider _time;
    private readonly EventMatcher _matcher;
    private readonly ReplayPace _pace;
    private readonly RateMeter _rate;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(string Stream, int Partition), ReplayPartition> _partitions;
    private readonly long _unpacedUntil;
    private IReplayTarget? _target;
    private volatile TaskCompletionSource? _held;
    private volatile ReplayPoint _now;
    private volatile ReplayPoint? _durable;
    private volatile bool _waits = true;
    private volatile bool _wantsLists;
    private long _read;
    private long _matched;
    private long _samples;
    private long _logs;
    private long _others;
    private long? _eventTime;
    private TimeSpan _ran;
    private SemaphoreSlim _slots = null!;
    private bool _hasSlot;
    private bool _isTaking;
    private long _sinceRan;
    private long _sinceWorked;
    private long _sincePoint;

    public ReplayRun(ReplayPlan plan, ReplayPoint from, bool isRebuilt, IEventLog log, ReplayManners manners, TimeProvider time)
    {
        (_plan, _log, _manners, _time) = (plan, log, manners, time);
        _matcher = new(plan.Filter);
        _pace = new(plan.Speed, time);
        _rate = new(time);
        _ran = TimeSpan.FromSeconds(from.RunSeconds);
        _unpacedUntil = isRebuilt ? from.Read : 0;

        // What is rebuilt begins from the start, with as much speed as there is until it is where it was.
        if (isRebuilt) from = new([.. from.Partitions.Select(static p => p with { NextOffset = p.FirstOffset })], 0, 0, null, from.RunSeconds, new());
        _partitions = from.Partitions.ToDictionary(static p => (p.Stream, p.Partition));
        (_read, _matched, _eventTime) = (from.Read, from.Matched, from.EventTime);
        (_samples, _logs, _others) = (from.Result.Samples, from.Result.Logs, from.Result.DomainEvents);
        _now = from;
    }

    /// <summary>How far it is.</summary>
    public ReplayPoint Now => _now;

    /// <summary>The newest moment from which it can go on after a crash; null before the first.</summary>
    public ReplayPoint? Durable => _durable;

    /// <summary>Whether it waits for others to end.</summary>
    public bool Waits => _waits;

    /// <summary>Whether it is halted.</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Events read per second, lately.</summary>
    public double Rate { get; private set; }

    /// <summary>Makes the next points carry the lists of the result.</summary>
    public void WantLists() => _wantsLists = true;

    /// <summary>Halts it at the next batch.</summary>
    public void Hold() => Interlocked.CompareExchange(ref _held, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Lets it go on.</summary>
    public void Release() => Interlocked.Exchange(ref _held, null)?.TrySetResult();

    /// <summary>Ends it at the next batch.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Runs to the end, or until it is ended; then the durable point is as far as it came.</summary>
    /// <param name="makeTarget">Makes the target; the run disposes it.</param>
    /// <param name="slots">Bounds how many run at one time.</param>
    /// <exception cref="ReplayHaltedException">The target cannot take more until a person has looked.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task RunAsync(Func<IReplayTarget> makeTarget, SemaphoreSlim slots)
    {
        _slots = slots;
        await TakeSlotAsync();
        try
        {
            await using var target = makeTarget();
            _target = target;
            _sincePoint = _time.GetTimestamp();
            try
            {
                await ReadAllAsync(target);
            }
            catch (Exception e) when (e is OperationCanceledException or ReplayHaltedException)
            {
                await SettleAsync(e is OperationCanceledException);
                throw;
            }
        }
        finally
        {
            LeaveSlot();
        }
    }

    private async Task TakeSlotAsync()
    {
        _waits = true;
        await _slots.WaitAsync(_stop.Token);
        (_hasSlot, _waits) = (true, false);
        _sinceRan = _sinceWorked = _time.GetTimestamp();
    }

    private void LeaveSlot()
    {
        if (_hasSlot) _slots.Release();
        _hasSlot = false;
    }

    private async Task ReadAllAsync(IReplayTarget target)
    {
        var lead = _plan.From - (long)_plan.WarmUp.TotalMilliseconds;
        var spans = _partitions.Values.Select(p => new PartitionSpan(p.Stream, p.Partition, p.NextOffset, p.EndOffset, lead, _plan.To));
        await using var reader = await MergedReader.OpenAsync(_log, spans, _stop.Token);
        while (await reader.NextAsync() is { } next)
        {
            await TakeAsync(target, next.Span, next.Batch);
            await MindOthersAsync();
            if (_held is { } held) await WaitAsync(held);
            if (_time.GetElapsedTime(_sincePoint) >= BetweenPoints && await target.SettleAsync(force: false, _stop.Token)) MakeDurable();
            _stop.Token.ThrowIfCancellationRequested();
        }

        await target.CompleteAsync(_stop.Token);
        foreach (var (key, partition) in _partitions) _partitions[key] = partition with { NextOffset = partition.EndOffset };
        _wantsLists = true;
        MakeDurable();
    }

    private async Task TakeAsync(IReplayTarget target, PartitionSpan span, EventBatch batch)
    {
        var (wanted, places) = Selection.Of(batch, span, _matcher);
        if (wanted is not null)
        {
            await KeepPaceAsync(wanted);
            Count(wanted);
            _isTaking = true;
            await target.TakeAsync(wanted, places, _stop.Token);
        }

        var key = (span.Stream, span.Partition);
        var before = _partitions[key];
        var next = Math.Min(batch.LastOffset + 1, span.ToOffset);
        _read += next - Math.Max(before.NextOffset, batch.FirstOffset);
        _partitions[key] = before with { NextOffset = next };
        _isTaking = false;
    }

    private void Count(EventBatch wanted)
    {
        for (var i = 0; i < wanted.Events.Count; i++)
        {
            var time = EventGlance.TimeOf(wanted.Events, i);
            _eventTime = _eventTime is { } newest ? Math.Max(newest, time) : time;

            // What only warms detectors up was not asked for.
            if (time < _plan.From) continue;
            _matched++;
            var kind = EventGlance.KindOf(wanted.Events, i);
            if (kind == EventKind.Metric) _samples++;
            else if (kind == EventKind.Log) _logs++;
            else _others++;
        }
    }

    private async Task KeepPaceAsync(EventBatch wanted)
    {
        if (_plan.Speed is null || _read < _unpacedUntil) return;
        var due = EventGlance.NewestOf(wanted.Events);
        while (_pace.WaitFor(due) is var wait && wait > TimeSpan.Zero)
        {
            Publish();
            if (_time.GetElapsedTime(_sincePoint) >= BetweenPoints && await _target!.SettleAsync(force: false, _stop.Token)) MakeDurable();
            if (_held is { } held) await WaitAsync(held);
            await Task.Delay(wait, _time, _stop.Token);
        }
    }

    private async Task MindOthersAsync()
    {
        var worked = _time.GetElapsedTime(_sinceWorked);
        if (worked < ReplayManners.Slice) return;
        Publish();
        await _manners.Pause(worked, _stop.Token);
        _sinceWorked = _time.GetTimestamp();
    }

    private async Task WaitAsync(TaskCompletionSource held)
    {
        await _target!.SettleAsync(force: true, _stop.Token);
        _wantsLists = true;
        MakeDurable();

        // Others may run meanwhile.
        LeaveSlot();
        await held.Task.WaitAsync(_stop.Token);
        await TakeSlotAsync();
        _pace.Restart();
    }

    private async Task SettleAsync(bool force)
    {
        // What was given in part is not given again in whole from here: it goes on from the point before.
        if (_isTaking) return;
        _wantsLists = true;
        using var patience = new CancellationTokenSource(Patience, _time);
        try
        {
            if (await _target!.SettleAsync(force, patience.Token)) MakeDurable();
        }
        catch (Exception e) when (e is OperationCanceledException or ReplayHaltedException or IOException)
        {
            // It goes on from the point before.
        }
    }

    private void MakeDurable()
    {
        Publish();
        _durable = _now;
        _sincePoint = _time.GetTimestamp();
    }

    private void Publish()
    {
        var withLists = _wantsLists;
        _wantsLists = false;
        if (_hasSlot) _ran += _time.GetElapsedTime(_sinceRan);
        _sinceRan = _time.GetTimestamp();
        var result = _target!.Result(withLists) with { Samples = _samples, Logs = _logs, DomainEvents = _others };
        if (!withLists) result = result with { AlertList = _now.Result.AlertList, AnomalyList = _now.Result.AnomalyList, SeriesList = _now.Result.SeriesList };
        _now = new([.. _partitions.Values], _read, _matched, _eventTime, _ran.TotalSeconds, result);
        Rate = _rate.Note(_read);
    }
}
