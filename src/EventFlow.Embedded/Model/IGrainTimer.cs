namespace EventFlow.Embedded;

/// <summary>A timer of an activation; it ends when disposed or when the activation goes away.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when it fires next and how often after that; <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
