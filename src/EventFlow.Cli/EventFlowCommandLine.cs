using System.CommandLine;
using System.CommandLine.Help;
using EventFlow.Cli.Backup;
using EventFlow.Cli.OnCall;
using EventFlow.Cli.Database;
using EventFlow.Cli.Migrate;
using EventFlow.Cli.Push;
using EventFlow.Cli.Sink;
using EventFlow.Cli.Status;
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
        // A root command would be called like its assembly.
        var root = new Command("eventflow", "EventFlow on the command line: push recordings, follow alerts, receive notifications, read and replay what is stored, care for a cluster.")
        {
            new HelpOption(),
            new VersionOption(),
            new PushCommand(context),
            new TailCommand(context),
            new BackupCommand(context),
            new RestoreCommand(context),
            new SinkCommand(context),
            new StatusCommand(context),
            new StreamsCommand(context),
            new ReadCommand(context),
            new ConsumersCommand(context),
            new OnCallCommand(context),
            new ReplayCommand(context),
            new ExportCommand(context),
            new ImportCommand(context),
            new DatabaseCommand(context),
            new MigrateCommand(context),
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
