using System.Diagnostics;
using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.CodeGeneration;

/// <summary>
/// One call on its way to, in the mailbox of, or running in an activation. One object per call, not pooled: an answer may come after
/// the caller has given up, and a pooled request could then answer somebody else's call.
/// </summary>
public abstract class GrainRequest
{
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _callerCancellation;
    private int _answered;
    private bool _isTraced;

    /// <summary>The method called.</summary>
    protected abstract GrainMethod Method { get; }

    /// <summary>The caller's token, where the method has a parameter of that type.</summary>
    protected virtual CancellationToken CallerCancellation => default;

    /// <summary>The token the grain gets: cancelled in a turn of the grain when the caller cancels or has given up waiting.</summary>
    protected CancellationToken Cancellation
    {
        get
        {
            if (_cancellation is null)
                Interlocked.CompareExchange(ref _cancellation, new CancellationTokenSource(), null);
            if (IsAnswered)
                _cancellation.Cancel();
            return _cancellation.Token;
        }
    }

    // The mailbox and the list of running requests are chained through the requests themselves: an idle activation then owns no collection.
    internal GrainRequest? Next { get; set; }

    internal GrainRequest? Previous { get; set; }

    internal Activation? Caller { get; set; }

    internal Activation? Target { get; set; }

    /// <summary>Timestamp of the time provider after which the caller no longer waits; <see cref="long.MaxValue"/> is never.</summary>
    internal long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Timestamp of the time provider; 0 for the runtime's own requests.</summary>
    internal long SentAt { get; private set; }

    internal TimeSpan Patience { get; private set; }

    internal bool IsAnswered => Volatile.Read(ref _answered) != 0;

    internal GrainMethod CalledMethod => Method;

    internal virtual GrainCallOptions Options => Method.Options;

    /// <summary>Whether it ends with the activation (a timer's tick, say) in place of moving to the next one.</summary>
    internal virtual bool BelongsToActivation => false;

    /// <summary>Whether a full mailbox refuses it.</summary>
    internal virtual bool IsBounded => true;

    /// <summary>Whether running it counts as use of the activation.</summary>
    internal virtual bool KeepsAlive => true;

    /// <summary>What the call belongs to: its own span, else that of its caller.</summary>
    internal Activity? Activity { get; private set; }

    /// <summary>Whether it has a span of its own.</summary>
    internal bool IsTraced => _isTraced;

    /// <summary>Sets the deadline and watches the caller's token; false when the request is answered already and need not be sent.</summary>
    internal bool TryPrepare(GrainRuntime runtime)
    {
        var method = Method;
        Patience = method.Timeout > TimeSpan.Zero ? method.Timeout : runtime.ResponseTimeout;
        Activity = GrainTracing.BeginCall(method);
        _isTraced = Activity is not null;
        Activity ??= Activity.Current;
        SentAt = runtime.GetTimestamp();
        Deadline = SentAt + runtime.ToTimestampTicks(Patience);
        var token = CallerCancellation;
        if (token.CanBeCanceled)
        {
            if (token.IsCancellationRequested)
            {
                Cancel(token);
                return false;
            }

            _callerCancellation = token.UnsafeRegister(static (state, cancelled) => ((GrainRequest)state!).OnCallerCancelled(cancelled), this);
        }

        if (runtime.Accepts(this))
            return true;
        Fail(runtime.Rejection());
        return false;
    }

    /// <summary>Runs the call in the current turn.</summary>
    /// <returns>True when it has ended; otherwise the activation's <see cref="Activation.OnRequestEnded"/> is called when it does.</returns>
    internal abstract bool Run(Activation activation, object instance);

    /// <summary>Gives the caller a fault in place of the result; false when it has an answer already.</summary>
    internal abstract bool Fail(Exception error);

    /// <summary>The caller has given up: fails the call and cancels the token the grain holds.</summary>
    internal void GiveUp(Exception error)
    {
        Fail(error);
        CancelInTurn();
    }

    private protected abstract void Cancel(CancellationToken token);

    private protected bool TryAnswer(Exception? error = null)
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            return false;
        if (_isTraced)
            GrainTracing.EndCall(Activity!, error);
        if (_callerCancellation != default)
            _callerCancellation.Unregister();
        return true;
    }

    private protected void OnFailed(Activation activation, Exception error, bool delivered) => activation.OnRequestFailed(this, error, delivered);

    private void OnCallerCancelled(CancellationToken token)
    {
        Cancel(token);
        CancelInTurn();
    }

    /// <summary>What the grain registered on the token has to run as a turn, not on the canceller's thread.</summary>
    private void CancelInTurn()
    {
        if (_cancellation is { } cancellation && Target is { } target)
            target.Post(static state => ((CancellationTokenSource)state!).Cancel(), cancellation);
    }
}
