using EventFlow.Client;
using Spectre.Console;

namespace EventFlow.Cli.Push;

/// <summary>Progress for a file or a pipe: a plain line now and then.</summary>
internal sealed class LineProgress(CommandContext context) : IPushProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _last = context.Time.GetTimestamp();

    /// <inheritdoc />
    public void Report(PushSummary summary, double? fraction)
    {
        if (context.Time.GetElapsedTime(_last) < Interval)
        {
            return;
        }

        _last = context.Time.GetTimestamp();
        context.Out.WriteLine(ProgressText.Of(summary, fraction));
    }

    /// <inheritdoc />
    public void Waiting(IngestResult failure, TimeSpan wait) => context.Complain(ProgressText.Waiting(failure, wait));
}
