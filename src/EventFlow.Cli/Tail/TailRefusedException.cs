namespace EventFlow.Cli.Tail;

/// <summary>The silo will not let this client in, however often it asks; the message tells the person what to do.</summary>
internal sealed class TailRefusedException(string message) : Exception(message);
