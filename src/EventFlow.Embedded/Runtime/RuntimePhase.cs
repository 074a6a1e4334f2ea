namespace EventFlow.Embedded.Runtime;

/// <summary>What the runtime is doing as a whole.</summary>
internal enum RuntimePhase
{
    NotStarted = 0,
    Running,
    Stopping,
    Stopped,
}
