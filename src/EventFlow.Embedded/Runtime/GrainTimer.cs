namespace EventFlow.Embedded.Runtime;

/// <summary>What an activation knows of its timers.</summary>
internal abstract class GrainTimer : IGrainTimer
{
    public abstract void Change(TimeSpan dueTime, TimeSpan period);

    public abstract void Dispose();
}
