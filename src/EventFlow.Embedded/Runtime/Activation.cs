using System.Diagnostics;
using EventFlow.Embedded.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventFlow.Embedded.Runtime;

/// <summary>
/// One grain in memory with its mailbox. Everything it does runs in turns: a turn runs on some pool thread, never on two at once.
/// The object locks itself: it is internal, nobody else can, and a lock object apiece would be a tenth of an idle activation's memory.
/// </summary>
internal sealed partial class Activation : IActivation, IThreadPoolWorkItem
{
    /// <summary>Items one activation may run before others get the thread: long enough to use warm caches, short enough to be fair (about 0.1 ms of no-op calls).</summary>
    private const int TurnBudget = 128;

    private static readonly Action<object?> DrainTask = static state => ((Activation)state!).Drain();

    private readonly string _key;
    private readonly ActivationTaskScheduler _scheduler;
    private Queue<Task>? _continuations;
    private RequestList _waiting;
    private RequestList _running;
    private int _waitingInterleaving;
    private int _runningExclusive;
    private int _runningReadOnly;
    private ActivationState _state;
    private bool _scheduled;
    private bool _watched;
    private object? _deactivationReason;
    private TaskCompletionSource? _deactivated;
    private IServiceScope? _scope;
    private List<GrainTimer>? _timers;
    private long _lastUsed;
    private long _keepUntil;
    private long _calls;
    private long _failures;

    public Activation(GrainClass grainClass, string key)
    {
        Class = grainClass;
        _key = key;
        _scheduler = new ActivationTaskScheduler(this);
        _lastUsed = grainClass.Runtime.GetTimestamp();
    }

    public GrainClass Class { get; }

    public string Key => _key;

    public GrainId GrainId => new(Class.GrainType, IdSpan.Create(_key));

    public object? GrainInstance { get; private set; }

    public IGrainFactory GrainFactory => Class.Runtime;

    public IReminderRegistry Reminders => Class.Runtime.Reminders;

    /// <summary>What this activation has subscribed to; null for grains without streams.</summary>
    public List<Streams.StreamSubscription>? Subscriptions { get; set; }

    /// <summary>The pool that made this activation of a stateless worker.</summary>
    public WorkerPool? Pool { get; init; }

    public IServiceProvider ActivationServices
    {
        get
        {
            // Made only when asked for: a scope is as large as the activation.
            if (_scope is null)
            {
                var scope = Class.Runtime.Services.CreateScope();
                if (Interlocked.CompareExchange(ref _scope, scope, null) is not null)
                    scope.Dispose();
            }

            return _scope.ServiceProvider;
        }
    }

    public Task Deactivated
    {
        get
        {
            lock (this)
            {
                if (_state == ActivationState.Gone)
                    return Task.CompletedTask;
                return (_deactivated ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>The next one that <see cref="DeadlineMonitor"/> looks at; chained like the mailbox, so that watching costs no collection.</summary>
    public Activation? NextWatched { get; set; }

    /// <summary>Requests that wait or run; read without the lock, so a moment old.</summary>
    public int Load => _waiting.Count + _running.Count;

    public int MailboxDepth => _waiting.Count;

    /// <summary>When the call at the head of the mailbox was sent, a timestamp; <see cref="long.MaxValue"/> when nothing waits, or something of the runtime itself.</summary>
    public long OldestSentAt => _waiting.First is { SentAt: not 0 } first ? first.SentAt : long.MaxValue;

    public int RunningRequests => _running.Count;

    public long Calls => Volatile.Read(ref _calls);

    public long Failures => Volatile.Read(ref _failures);

    public object Reference(Type interfaceType) => Class.Runtime.Reference(interfaceType, new GrainTarget(Class, _key));

    public override string ToString() => $"{Class.GrainType}/{_key}";

    /// <summary>Puts a request into the mailbox.</summary>
    public EnqueueResult Enqueue(GrainRequest request)
    {
        bool schedule, watch;
        lock (this)
        {
            if (_state == ActivationState.Gone)
                return EnqueueResult.Gone;
            if (_waiting.Count >= Class.Runtime.MaxQueuedRequests && request.IsBounded)
                goto Full;
            request.Target = this;
            _waiting.Append(request);
            if ((request.Options & (GrainCallOptions.AlwaysInterleave | GrainCallOptions.ReadOnly)) != 0)
                _waitingInterleaving++;
            if (request.KeepsAlive)
                _lastUsed = request.SentAt != 0 ? request.SentAt : Class.Runtime.GetTimestamp();
            schedule = TrySchedule();
            watch = !_watched;
            _watched = true;
        }

        if (watch)
            Class.Runtime.Watch(this);
        if (schedule)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return EnqueueResult.Accepted;

    Full:
        Interlocked.Increment(ref _failures);
        request.Fail(Overloaded());
        return EnqueueResult.Full;
    }

    public void EnqueueContinuation(Task task)
    {
        lock (this)
        {
            (_continuations ??= new Queue<Task>(2)).Enqueue(task);
            if (!TrySchedule())
                return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Runs something as a turn, whatever else runs or waits.</summary>
    public void Post(Action<object?> action, object? state)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            new Task(action, state).Start(_scheduler);
    }

    void IThreadPoolWorkItem.Execute()
    {
        RuntimeContext.Current = this;
        try
        {
            // The task makes this activation's scheduler the current one, which is what every await captures.
            new Task(DrainTask, this).RunSynchronously(_scheduler);
        }
        finally
        {
            RuntimeContext.Current = null;
        }
    }

    /// <summary>A request that had to wait has ended, in whatever thread its last step ran.</summary>
    public void OnRequestEnded(GrainRequest request)
    {
        if (request.IsTraced)
            GrainTracing.EndTurn();
        lock (this)
        {
            RemoveRunning(request);
            if (!TrySchedule())
                return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void OnRequestFailed(GrainRequest request, Exception error, bool answered)
    {
        if (error is OperationCanceledException)
            return;
        if (request.IsTraced)
            GrainTracing.FailTurn(error);
        Interlocked.Increment(ref _failures);
        DeactivateIfOutdated(error);
        if (!answered)
            LogUnanswered(Class.Runtime.Logger, error, request.CalledMethod, this);
    }

    /// <summary>After a conflict of versions what this activation believes is outdated; the next one reads afresh.</summary>
    public void DeactivateIfOutdated(Exception error)
    {
        if (error is not InconsistentStateException { IsSourceActivation: true } conflict)
            return;

        // Activations further up the chain of calls see the same exception and are not to blame.
        conflict.IsSourceActivation = false;
        Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, error, "Its state was changed by another writer."));
    }

    /// <summary>The requests that the deadline monitor looks at: those that wait and those that run.</summary>
    public void CollectRequests(List<GrainRequest> into, long expiredBefore)
    {
        if (_waiting.First is null && _running.First is null)
            return;
        lock (this)
        {
            for (var request = _running.First; request is not null; request = request.Next)
                AddExpired(request);
            for (var request = _waiting.First; request is not null;)
            {
                var next = request.Next;
                AddExpired(request);

                // What nobody waits for any more must not count against the limit of the mailbox while another call blocks it.
                if (request.IsAnswered)
                    RemoveWaiting(request);
                request = next;
            }
        }

        void AddExpired(GrainRequest request)
        {
            if (request.Deadline <= expiredBefore && !request.IsAnswered)
                into.Add(request);
        }
    }

    /// <summary>Whether nothing waits or runs, so that nobody has to look at it until the next request comes.</summary>
    public bool TryUnwatch()
    {
        lock (this)
        {
            if (_waiting.First is not null || _running.First is not null)
                return false;
            _watched = false;
            return true;
        }
    }

    /// <summary>The request that runs longest, and whether the one given waits for it.</summary>
    public (GrainRequest? Running, bool IsWaiting) Examine(GrainRequest request)
    {
        lock (this)
        {
            for (var running = _running.First; running is not null; running = running.Next)
            {
                if (ReferenceEquals(running, request))
                    return (request, false);
            }

            return (_running.First, true);
        }
    }

    /// <summary>Why a request may wait although no call runs, in words.</summary>
    public string Doing => _state switch
    {
        ActivationState.Activating => "has not finished starting (OnActivateAsync)",
        ActivationState.Deactivating => "has not finished stopping (OnDeactivateAsync)",
        _ => "has not had its turn; the processors are busy or threads are blocked",
    };

    /// <summary>Whether nothing runs or waits and nothing called since the timestamp.</summary>
    public bool IsIdleSince(long timestamp, long now)
    {
        lock (this)
        {
            return _state == ActivationState.Valid && _waiting.Count == 0 && _running.Count == 0 && _lastUsed <= timestamp && _keepUntil <= now;
        }
    }

    private LimitExceededException Overloaded()
    {
        var running = _running.First;
        return new($"The mailbox of {this} is full: {Class.Runtime.MaxQueuedRequests} requests wait{(running is null ? "" : $" behind {running.CalledMethod}")}; "
            + "the call was not made. Call less often, send batches, or raise MaxQueuedRequests of the grain runtime.");
    }

    /// <summary>Decides, under the lock, whether a thread has to be asked for.</summary>
    private bool TrySchedule()
    {
        if (_scheduled || !HasWork())
            return false;
        return _scheduled = true;
    }

    private bool HasWork() => _continuations is { Count: > 0 } || _state switch
    {
        ActivationState.New => _waiting.Count > 0 || _deactivationReason is not null,
        ActivationState.Valid when _deactivationReason is not null => _running.Count == 0,
        ActivationState.Valid => _waiting.Count > 0 && (_runningExclusive == 0 || Class.IsReentrant || _waitingInterleaving > 0),
        _ => false,
    };

    private void Drain()
    {
        GrainRequest? ended = null;
        for (var budget = TurnBudget; ; budget--)
        {
            Task? continuation = null;
            GrainRequest? request = null;
            ActivationState step = default;
            lock (this)
            {
                if (ended is not null)
                    RemoveRunning(ended);
                if (budget <= 0 && HasWork())
                    break;
                if (_continuations is null || !_continuations.TryDequeue(out continuation))
                {
                    step = NextStep();
                    request = step == ActivationState.Valid ? TakeAdmissible() : null;
                    if (step == default && request is null || step == ActivationState.Valid && request is null)
                    {
                        _scheduled = false;
                        return;
                    }
                }
            }

            ended = null;
            if (continuation is not null)
                _scheduler.Execute(continuation);
            else if (request is not null)
                ended = Run(request) ? request : null;
            else if (step == ActivationState.Activating)
                _ = ActivateAsync();
            else
                _ = DeactivateAsync();
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>What to do besides continuations; moves the state, under the lock.</summary>
    private ActivationState NextStep()
    {
        switch (_state)
        {
            case ActivationState.New when _deactivationReason is not null:
                return _state = ActivationState.Deactivating;
            case ActivationState.New when _waiting.Count > 0:
                return _state = ActivationState.Activating;
            case ActivationState.Valid when _deactivationReason is null:
                return ActivationState.Valid;
            case ActivationState.Valid when _running.Count == 0:
                return _state = ActivationState.Deactivating;
            default:
                return default;
        }
    }

    private bool Run(GrainRequest request)
    {
        _calls++;
        // One that has ended in the meantime, as where nobody waits for the answer, cannot be made the current one: it would be an exception, caught, each time.
        if (request.Activity is not { IsStopped: false } activity)
            return request.Run(this, GrainInstance!);

        // Traces go on across calls; the rest of the caller's context stays with the caller, as in Orleans.
        Activity.Current = activity;
        if (request.IsTraced)
            GrainTracing.BeginTurn(request.CalledMethod, this);
        try
        {
            var hasEnded = request.Run(this, GrainInstance!);
            if (hasEnded && request.IsTraced)
                GrainTracing.EndTurn();
            return hasEnded;
        }
        finally
        {
            Activity.Current = null;
        }
    }

    private GrainRequest? TakeAdmissible()
    {
        for (var request = _waiting.First; request is not null;)
        {
            var next = request.Next;
            if (request.IsAnswered)
            {
                // The caller has given up: running it now would only delay those who still wait.
                RemoveWaiting(request);
            }
            else if (IsAdmissible(request.Options))
            {
                RemoveWaiting(request);
                AddRunning(request);
                return request;
            }

            request = next;
        }

        return null;
    }

    private bool IsAdmissible(GrainCallOptions options) =>
        _runningExclusive == 0
        || Class.IsReentrant
        || (options & GrainCallOptions.AlwaysInterleave) != 0
        || ((options & GrainCallOptions.ReadOnly) != 0 && _runningReadOnly == _runningExclusive);

    private void RemoveWaiting(GrainRequest request)
    {
        _waiting.Remove(request);
        if ((request.Options & (GrainCallOptions.AlwaysInterleave | GrainCallOptions.ReadOnly)) != 0)
            _waitingInterleaving--;
    }

    private void AddRunning(GrainRequest request)
    {
        _running.Append(request);
        Count(request.Options, 1);
    }

    private void RemoveRunning(GrainRequest request)
    {
        _running.Remove(request);
        Count(request.Options, -1);
    }

    private void Count(GrainCallOptions options, int by)
    {
        if ((options & GrainCallOptions.AlwaysInterleave) != 0)
            return;
        _runningExclusive += by;
        if ((options & GrainCallOptions.ReadOnly) != 0)
            _runningReadOnly += by;
    }

    [LoggerMessage(1001, LogLevel.Warning, "{Method} of {Grain} failed and nobody waited for the answer any more")]
    private static partial void LogUnanswered(ILogger logger, Exception error, GrainMethod method, Activation grain);
}
