using EventFlow.Client;
using Spectre.Console;

namespace EventFlow.Cli.Push;

/// <summary>Progress for a person at a terminal: a bar.</summary>
internal sealed class BarProgress(ProgressTask bar) : IPushProgress
{
    /// <summary>Shows a bar while <paramref name="work"/> runs.</summary>
    public static Task ShowAsync(IAnsiConsole console, string title, Func<IPushProgress, Task> work) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
        .StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(title), maxValue: 1);
            await work(new BarProgress(bar)).ConfigureAwait(false);
            bar.StopTask();
        });

    /// <inheritdoc />
    public void Report(PushSummary summary, double? fraction)
    {
        bar.IsIndeterminate = fraction is null;
        bar.Value = fraction ?? 0;
        bar.Description = Markup.Escape(ProgressText.Of(summary, fraction: null));
    }

    /// <inheritdoc />
    public void Waiting(IngestResult failure, TimeSpan wait) => bar.Description = Markup.Escape(ProgressText.Waiting(failure, wait));
}
