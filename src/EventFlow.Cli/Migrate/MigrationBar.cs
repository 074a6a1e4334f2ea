using Spectre.Console;

namespace EventFlow.Cli.Migrate;

/// <summary>Progress for a person at a terminal: a bar.</summary>
internal sealed class MigrationBar(ProgressTask bar) : IMigrationProgress
{
    public void Report(string what, double fraction)
    {
        bar.Description = Markup.Escape(what);
        bar.Value = fraction;
    }
}
