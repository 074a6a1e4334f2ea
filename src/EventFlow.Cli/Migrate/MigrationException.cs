namespace EventFlow.Cli.Migrate;

/// <summary>A move into the cluster cannot be made; the message says why and what to do.</summary>
internal sealed class MigrationException(string message, Exception? cause = null) : Exception(message, cause);
