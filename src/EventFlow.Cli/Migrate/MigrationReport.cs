namespace EventFlow.Cli.Migrate;

/// <summary>What was moved, and the checksum that both sides have.</summary>
internal sealed record MigrationReport(long States, string StateSum, long Reminders, long Events, string EventSum, bool WasThere);
