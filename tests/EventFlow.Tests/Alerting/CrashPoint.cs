namespace EventFlow.Tests.Alerting;

/// <summary>
/// Counts the steps that others see (grain calls, appends, sends; before and after each) and stops at the chosen one: from there on nothing comes back, as after a
/// crash. The test then throws the host away.
/// </summary>
internal sealed class CrashPoint
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _steps = [];
    private readonly Dictionary<string, (TaskCompletionSource Come, Task Until)> _held = [];

    /// <summary>The step at which it crashes, from 1; 0 is never.</summary>
    public int At { get; set; }

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<string> Steps
    {
        get
        {
            lock (_steps) return [.. _steps];
        }
    }

    public bool HasCrashed => _crashed.Task.IsCompleted;

    /// <summary>
    /// Whether it crashed in the one window that is left: the other side has answered, and that is not stored. Null when the crash came elsewhere while it was being
    /// sent or stored: then nobody knows.
    /// </summary>
    public static bool? AnswerWasLost(IReadOnlyList<string> steps)
    {
        var underWay = steps.Count(static s => s == "before dispatch") - steps.Count(static s => s == "after dispatch");
        if (underWay > (steps is [.., "before dispatch"] ? 1 : 0)) return null;
        var after = steps.Skip(steps.ToList().LastIndexOf("after dispatch")).ToList();
        if (!steps.Contains("after dispatch") || after.Contains("after IChannelPageGrain.Store")) return false;
        return after[^1] != "before IChannelPageGrain.Store" && after.Contains("before IChannelPageGrain.Store") ? null : true;
    }

    /// <summary>Holds whoever comes to this step next, until the task given ends. Returns when somebody has come.</summary>
    public Task HoldAsync(string step, Task until)
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_steps) _held[step] = (come, until);
        return come.Task;
    }

    /// <summary>It is over: nothing comes back any more.</summary>
    public void Kill() => _crashed.TrySetResult();

    /// <summary>Returns at once, or never.</summary>
    public Task PassAsync(string step)
    {
        if (HasCrashed) return new TaskCompletionSource().Task;
        lock (_steps)
        {
            _steps.Add(step);
            if (_held.Remove(step, out var held))
            {
                held.Come.SetResult();
                return held.Until;
            }
            if (At == 0 || _steps.Count < At) return Task.CompletedTask;
        }
        _crashed.TrySetResult();
        return new TaskCompletionSource().Task;
    }
}
