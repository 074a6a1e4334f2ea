using EventFlow.Embedded.CodeGeneration;
using Microsoft.Extensions.Logging;

namespace EventFlow.Embedded.Runtime;

/// <summary>A timer of an activation. Each tick is a request in the mailbox; the next one is timed from the end of the last, so ticks never overlap.</summary>
internal sealed partial class GrainTimer<TState> : GrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly bool _interleave;
    private readonly bool _keepAlive;
    private ITimer? _timer;
    private TimeSpan _next = Timeout.InfiniteTimeSpan;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _ticking;

    public GrainTimer(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _state = state;
        _interleave = options.Interleave;
        _keepAlive = options.KeepAlive;
    }

    public override void Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfOutOfRange(dueTime, nameof(dueTime));
        ThrowIfOutOfRange(period, nameof(period));
        bool isDue;
        lock (_gate)
        {
            _next = dueTime;
            _period = period;
            if (_ticking || _disposed.IsCancellationRequested)
                return;
            isDue = dueTime == TimeSpan.Zero;
            Wait(isDue ? Timeout.InfiniteTimeSpan : dueTime);
        }

        // Fast path: what is due at once goes into the mailbox as it is; through a timer it would wait for two other threads first.
        if (isDue)
            OnDue();
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested)
                return;
            _timer?.Dispose();
        }

        _disposed.Cancel();
        _activation.RemoveTimer(this);
    }

    private static void ThrowIfOutOfRange(TimeSpan span, string name)
    {
        if ((span < TimeSpan.Zero && span != Timeout.InfiniteTimeSpan) || span.TotalMilliseconds > 0xfffffffe)
            throw new ArgumentOutOfRangeException(name, span, "Expected 0 to about 49 days, or Timeout.InfiniteTimeSpan for never.");
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_ticking || _disposed.IsCancellationRequested)
                return;
            _ticking = true;
            _next = _period;
        }

        if (_activation.Enqueue(new Tick(this)) == EnqueueResult.Gone)
            Dispose();
    }

    private async Task RunAsync()
    {
        if (_disposed.IsCancellationRequested)
            return;
        try
        {
            await _callback(_state, _disposed.Token);
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // Told to stop, it stopped. Any other failure counts, also of a callback that disposed its own timer.
        }
        catch (Exception error)
        {
            LogTickFailed(_activation.Class.Runtime.Logger, error, _activation);
            _activation.DeactivateIfOutdated(error);
        }
        finally
        {
            Rearm();
        }
    }

    private void Rearm()
    {
        lock (_gate)
        {
            _ticking = false;
            if (!_disposed.IsCancellationRequested)
                Wait(_next);
        }
    }

    private void Wait(TimeSpan wait)
    {
        if (_timer is not null)
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
            return;
        }

        if (wait == Timeout.InfiniteTimeSpan)
            return;

        // A tick belongs to nobody's call: it must not inherit the trace or other locals of the call that made the timer.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _timer = _activation.Class.Runtime.TimeProvider.CreateTimer(static timer => ((GrainTimer<TState>)timer!).OnDue(), this, wait, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(1004, LogLevel.Warning, "A timer of {Grain} failed; its next tick comes as set")]
    private static partial void LogTickFailed(ILogger logger, Exception error, Activation grain);

    private sealed class Tick(GrainTimer<TState> timer) : GrainCall
    {
        private static readonly GrainMethod TickMethod = new("IGrainTimer", "Tick", GrainCallOptions.OneWay);

        internal override GrainCallOptions Options => timer._interleave ? GrainCallOptions.OneWay | GrainCallOptions.AlwaysInterleave : GrainCallOptions.OneWay;

        internal override bool BelongsToActivation => true;

        internal override bool IsBounded => false;

        internal override bool KeepsAlive => timer._keepAlive;

        protected override GrainMethod Method => TickMethod;

        protected override ValueTask Invoke(object grain) => new(timer.RunAsync());
    }
}
