namespace EventFlow.Cli.Migrate;

/// <summary>Shows how a move goes.</summary>
internal interface IMigrationProgress
{
    /// <summary>What is done now, and how much of it, 0 to 1.</summary>
    void Report(string what, double fraction);
}
