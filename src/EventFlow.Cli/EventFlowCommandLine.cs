using System.CommandLine;
using EventFlow.Cli.Backup;
using EventFlow.Cli.OnCall;
using EventFlow.Cli.Push;
using EventFlow.Cli.Sink;
using EventFlow.Cli.Store;
using EventFlow.Cli.Tail;

namespace EventFlow.Cli;

/// <summary>The commands of <c>eventflow</c>.</summary>
internal sealed class EventFlowCommandLine(CommandContext context)
{
    /// <summary>Runs one command line and gives its exit code.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="cancellation">Ends the command, as Ctrl-C does.</param>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation = default)
    {
        var root = new RootCommand("EventFlow on the command line: push recordings, follow alerts, receive notifications, read and replay what is stored.")
        {
            new PushCommand(context),
            new TailCommand(context),
            new BackupCommand(context),
            new RestoreCommand(context),
            new SinkCommand(context),
            new StreamsCommand(context),
            new ReadCommand(context),
            new ConsumersCommand(context),
            new OnCallCommand(context),
            new ReplayCommand(context),
            new ExportCommand(context),
            new ImportCommand(context),
        };
        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = context.Out.Profile.Out.Writer,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
        };
        var code = await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
