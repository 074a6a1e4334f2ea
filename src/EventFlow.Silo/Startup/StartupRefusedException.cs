namespace EventFlow.Silo;

/// <summary>A silo must not start, and the message says why and what to do.</summary>
internal sealed class StartupRefusedException(string message, Exception? cause = null) : Exception(message, cause);
