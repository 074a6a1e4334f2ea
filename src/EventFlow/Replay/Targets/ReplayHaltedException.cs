namespace EventFlow.Replay;

/// <summary>A replay halts itself; the message tells a person why, and what to do.</summary>
internal sealed class ReplayHaltedException(string message) : Exception(message);
