namespace EventFlow.Cli.Migrate;

/// <summary>Progress where nobody watches.</summary>
internal sealed class SilentProgress : IMigrationProgress
{
    public void Report(string what, double fraction)
    {
    }
}
