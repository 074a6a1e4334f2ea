using EventFlow.Embedded.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventFlow.Embedded.Runtime;

/// <summary>How an activation begins and ends.</summary>
internal sealed partial class Activation
{
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_deactivationReason is not null || _state >= ActivationState.Deactivating)
                return;
            _deactivationReason = deactivationReason;
            if (!TrySchedule())
                return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void DelayDeactivation(TimeSpan span)
    {
        var runtime = Class.Runtime;
        lock (this)
        {
            _keepUntil = span == Timeout.InfiniteTimeSpan || span == TimeSpan.MaxValue
                ? long.MaxValue
                : span <= TimeSpan.Zero ? 0 : runtime.GetTimestamp() + runtime.ToTimestampTicks(span);
        }
    }

    public IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        if (!ReferenceEquals(RuntimeContext.Current, this))
            throw new InvalidOperationException($"A timer of {this} was registered outside its turns; register it in OnActivateAsync or in a method of the grain, not in Task.Run.");
        var timer = new GrainTimer<TState>(this, callback, state, options);
        lock (this)
        {
            (_timers ??= []).Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void RemoveTimer(GrainTimer timer)
    {
        lock (this)
        {
            _timers?.Remove(timer);
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            var grain = Class.CreateInstance(this, out var states);
            GrainInstance = grain;
            if (states is not null)
            {
                foreach (var state in states)
                    await state.ReadStateAsync();
            }

            if (Class.HasOnActivate)
            {
                using var patience = new CancellationTokenSource(Class.Runtime.ResponseTimeout, Class.Runtime.TimeProvider);
                await grain.OnActivateAsync(patience.Token);
            }
        }
        catch (Exception error)
        {
            LogActivationFailed(Class.Runtime.Logger, error, this);
            await EndAsync(error);
            return;
        }

        bool schedule;
        lock (this)
        {
            _state = ActivationState.Valid;
            schedule = TrySchedule();
        }

        if (schedule)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task DeactivateAsync()
    {
        StopTimers();
        if (Class.HasOnDeactivate && GrainInstance is Grain grain)
        {
            var runtime = Class.Runtime;
            using var patience = new CancellationTokenSource(runtime.DeactivationTimeout, runtime.TimeProvider);
            try
            {
                // A grain that hangs here must not keep its successor from starting for ever.
                await grain.OnDeactivateAsync((DeactivationReason)_deactivationReason!, patience.Token).WaitAsync(patience.Token);
            }
            catch (Exception error)
            {
                LogDeactivationFailed(runtime.Logger, error, this);
            }
        }

        await EndAsync(null);
    }

    /// <summary>Leaves the directory; what still waits fails with the error, or goes to the next activation.</summary>
    private async Task EndAsync(Exception? error)
    {
        StopTimers();
        await DisposeGrainAsync();

        // First out of the directory, then closed: whoever finds the mailbox closed then also finds the next activation.
        Class.Remove(this);
        RequestList rest;
        TaskCompletionSource? deactivated;
        lock (this)
        {
            _state = ActivationState.Gone;
            rest = _waiting;
            _waiting = default;
            _waitingInterleaving = 0;
            deactivated = _deactivated;
        }

        for (var request = rest.First; request is not null;)
        {
            var next = request.Next;
            if (error is not null)
                Reject(request, error);
            else if (!request.BelongsToActivation && !request.IsAnswered)
                Forward(request);
            request = next;
        }

        deactivated?.TrySetResult();
    }

    private void Forward(GrainRequest request)
    {
        if (Class.Runtime.Phase == RuntimePhase.Stopped)
            request.Fail(Class.Runtime.Rejection());
        else
            Class.Deliver(_key, request);
    }

    private void Reject(GrainRequest request, Exception error)
    {
        Interlocked.Increment(ref _failures);
        request.Fail(error);
    }

    private void StopTimers()
    {
        List<GrainTimer>? timers;
        lock (this)
        {
            timers = _timers;
            _timers = null;
        }

        foreach (var timer in timers ?? [])
            timer.Dispose();
    }

    private async ValueTask DisposeGrainAsync()
    {
        try
        {
            if (GrainInstance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (GrainInstance as IDisposable)?.Dispose();
            if (_scope is IAsyncDisposable scope)
                await scope.DisposeAsync();
        }
        catch (Exception error)
        {
            LogDeactivationFailed(Class.Runtime.Logger, error, this);
        }
    }

    [LoggerMessage(1002, LogLevel.Error, "Activation of {Grain} failed; the calls that wait for it fail with the same error")]
    private static partial void LogActivationFailed(ILogger logger, Exception error, Activation grain);

    [LoggerMessage(1003, LogLevel.Error, "Deactivation of {Grain} failed; it is removed all the same")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception error, Activation grain);
}
