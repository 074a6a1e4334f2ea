using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.CodeGeneration;

/// <summary>Base of generated proxies: turns a method call into a request in the grain's mailbox.</summary>
/// <param name="target">The grain the calls go to.</param>
public abstract class GrainProxy(GrainTarget target) : GrainReference(target)
{
    // Fast path: the activation the last call went to. It says itself when it is gone.
    private Activation? _activation;

    /// <summary>Sends a call without result.</summary>
    protected Task Send(GrainCall call)
    {
        var task = call.Begin();
        Post(call);
        return task;
    }

    /// <summary>Sends a call with a result.</summary>
    protected Task<T> Send<T>(GrainCall<T> call)
    {
        var task = call.Begin();
        Post(call);
        return task;
    }

    private void Post(GrainRequest request)
    {
        request.Caller = RuntimeContext.Current;
        if (!request.TryPrepare(Target.Class.Runtime))
            return;
        if (_activation is not { } activation || activation.Enqueue(request) == EnqueueResult.Gone)
            _activation = Target.Class.Deliver(Target.Key, request);
    }
}
