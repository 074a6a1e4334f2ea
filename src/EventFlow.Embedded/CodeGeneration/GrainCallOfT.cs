using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.CodeGeneration;

/// <summary>A call with a result; generated code derives one class per grain method, holding the arguments.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public abstract class GrainCall<T> : GrainRequest
{
    // Continuations must not run inside the turn that answers: they belong to the caller.
    private TaskCompletionSource<T>? _completion;

    /// <summary>Calls the grain's method with the arguments held.</summary>
    protected abstract ValueTask<T> Invoke(object grain);

    internal Task<T> Begin()
    {
        _completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _completion.Task;
    }

    internal override bool Run(Activation activation, object instance)
    {
        ValueTask<T> task;
        try
        {
            task = Invoke(instance);
        }
        catch (Exception error)
        {
            OnFailed(activation, error, Fail(error));
            return true;
        }

        // Fast path: the method answered without waiting.
        if (task.IsCompletedSuccessfully)
        {
            Succeed(task.Result);
            return true;
        }

        _ = Await(activation, task);
        return false;
    }

    internal override bool Fail(Exception error) => TryAnswer(error) && (_completion?.TrySetException(error) ?? false);

    private protected override void Cancel(CancellationToken token)
    {
        if (TryAnswer())
            _completion?.TrySetCanceled(token);
    }

    private void Succeed(T result)
    {
        if (TryAnswer())
            _completion?.TrySetResult(result);
    }

    private async Task Await(Activation activation, ValueTask<T> task)
    {
        try
        {
            Succeed(await task.ConfigureAwait(false));
        }
        catch (Exception error)
        {
            OnFailed(activation, error, Fail(error));
        }
        finally
        {
            activation.OnRequestEnded(this);
        }
    }
}
