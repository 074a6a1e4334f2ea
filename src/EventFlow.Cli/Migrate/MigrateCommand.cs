using System.CommandLine;
using System.Globalization;
using EventFlow.Cli.Database;
using Npgsql;
using Spectre.Console;

namespace EventFlow.Cli.Migrate;

/// <summary><c>eventflow migrate</c>: carries a data directory into the PostgreSQL of a cluster.</summary>
internal sealed class MigrateCommand : Command
{
    private readonly CommandContext _context;
    private readonly Option<string> _data = new("--data") { Description = "Data directory of the silo, which must be stopped.", Required = true };
    private readonly Option<string?> _log = new("--log") { Description = "The event log, where EventFlow:EventStore:Directory puts it elsewhere than into the data directory." };
    private readonly Option<string?> _connection = DatabaseOptions.Connection();
    private readonly Option<string> _service = new("--service") { Description = "Name of the service, EventFlow:Cluster:ServiceId of its silos.", DefaultValueFactory = static _ => "eventflow" };

    public MigrateCommand(CommandContext context)
        : base("migrate", "Move grain state, reminders and events of a data directory into the PostgreSQL of a cluster. Run again after an interruption, it goes on; the data directory is not changed.")
    {
        _context = context;
        Options.Add(_data);
        Options.Add(_log);
        Options.Add(_connection);
        Options.Add(_service);
        SetAction((arguments, cancellation) => RunAsync(arguments, cancellation));
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var connection = arguments.GetValue(_connection) ?? _context.Environment(DatabaseOptions.Variable);
        return DatabaseOptions.RunAsync(_context, connection, async source =>
        {
            try
            {
                var report = await ShowAsync(
                    progress => new MigrationJob(arguments.GetRequiredValue(_data), arguments.GetValue(_log), connection!, arguments.GetRequiredValue(_service), progress, _context.Time).RunAsync(source, cancellation)).ConfigureAwait(false);
                _context.Out.Profile.Out.Writer.WriteLine(TextOf(report));
                return ExitCodes.Done;
            }
            catch (MigrationException error)
            {
                _context.Complain(error.Message);
                return ExitCodes.Failed;
            }
        });
    }

    private async Task<MigrationReport> ShowAsync(Func<IMigrationProgress, Task<MigrationReport>> run)
    {
        if (!_context.IsTerminal) return await run(new SilentProgress()).ConfigureAwait(false);
        return await _context.Out.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(progress => run(new MigrationBar(progress.AddTask("migrating", maxValue: 1)))).ConfigureAwait(false);
    }

    private static string TextOf(MigrationReport report) => report.WasThere
        ? "nothing to do: this data directory was moved before"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"moved and checked: {report.States:N0} states (checksum {report.StateSum[..16]}), {report.Reminders:N0} reminders, {report.Events:N0} events (checksum {report.EventSum[..16]})");
}
