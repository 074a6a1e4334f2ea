namespace EventFlow.Cli.Store;

/// <summary>The silo refused a request; the message is for people.</summary>
internal sealed class ApiRefusedException(string message) : Exception(message);
