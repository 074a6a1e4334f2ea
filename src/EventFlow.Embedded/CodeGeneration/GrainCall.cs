using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.CodeGeneration;

/// <summary>A call without result; generated code derives one class per grain method, holding the arguments.</summary>
public abstract class GrainCall : GrainRequest
{
    // Continuations must not run inside the turn that answers: they belong to the caller.
    private TaskCompletionSource? _completion;

    /// <summary>Calls the grain's method with the arguments held.</summary>
    protected abstract ValueTask Invoke(object grain);

    internal Task Begin()
    {
        if ((Options & GrainCallOptions.OneWay) != 0)
            return Task.CompletedTask;
        _completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _completion.Task;
    }

    internal override bool Run(Activation activation, object instance)
    {
        ValueTask task;
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
            task.GetAwaiter().GetResult();
            Succeed();
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

    private void Succeed()
    {
        if (TryAnswer())
            _completion?.TrySetResult();
    }

    private async Task Await(Activation activation, ValueTask task)
    {
        try
        {
            await task.ConfigureAwait(false);
            Succeed();
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
