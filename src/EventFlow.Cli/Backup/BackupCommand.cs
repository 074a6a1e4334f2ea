using System.CommandLine;
using System.Globalization;
using EventFlow.Backup;

namespace EventFlow.Cli.Backup;

/// <summary><c>eventflow backup</c>: copies a data directory while its silo runs; <c>verify</c> and <c>list</c> look at what was copied.</summary>
internal sealed class BackupCommand : Command
{
    private readonly CommandContext _context;
    private readonly Option<string?> _data = new("--data") { Description = "Data directory of the silo, which may be running." };
    private readonly Option<string?> _to = new("--to") { Description = "Folder of the backup; new, or with earlier backups of the same data directory." };

    private readonly Option<string?> _log = new("--log") { Description = "The event log, where EventFlow:EventStore:Directory puts it elsewhere than into the data directory." };

    public BackupCommand(CommandContext context)
        : base("backup", "Copy a data directory while its silo runs.")
    {
        _context = context;
        Options.Add(_data);
        Options.Add(_to);
        Options.Add(_log);
        Subcommands.Add(Sub("verify", "Read a backup and say what is wrong with it.", Verify));
        Subcommands.Add(Sub("list", "Say which points a backup can be restored to.", List));
        SetAction(arguments => Guard(() => Run(arguments.GetValue(_data), arguments.GetValue(_to), arguments.GetValue(_log))));
    }

    private Command Sub(string name, string description, Func<string, CancellationToken, int> run)
    {
        var from = new Option<string>("--from") { Description = "Folder of the backup.", Required = true };
        var command = new Command(name, description) { from };
        command.SetAction((arguments, cancellation) => Task.FromResult(Guard(() => run(arguments.GetRequiredValue(from), cancellation))));
        return command;
    }

    private int Run(string? data, string? to, string? log)
    {
        if (data is null || to is null)
        {
            _context.Complain($"{(data is null ? "--data" : "--to")} is missing; expected eventflow backup --data DIR --to DIR.");
            return ExitCodes.Usage;
        }

        var report = new BackupJob(data, to, _context.Time, log).Run();
        var events = report.Point.Events.ToString("N0", CultureInfo.InvariantCulture);
        _context.Out.Profile.Out.Writer.WriteLine(
            $"backed up to {BackupText.Of(report.Point.TakenAt)}: {events} events and the grain state, {BackupText.Of(report.Point.Bytes)}; "
            + $"{report.CopiedFiles} files copied ({BackupText.Of(report.CopiedBytes)}), {report.SharedFiles} were there already");
        return ExitCodes.Done;
    }

    private int Verify(string from, CancellationToken cancellation)
    {
        var verifier = new BackupVerifier(from);
        var troubles = verifier.Run(cancellation);
        foreach (var trouble in troubles)
        {
            _context.Complain(trouble);
        }

        if (troubles.Count > 0)
        {
            return ExitCodes.Failed;
        }

        var points = verifier.List();
        _context.Out.Profile.Out.Writer.WriteLine(points.Count == 1
            ? $"1 point is sound, of {BackupText.Of(points[0].TakenAt)}"
            : $"{points.Count} points are sound, from {BackupText.Of(points[0].TakenAt)} to {BackupText.Of(points[^1].TakenAt)}");
        return ExitCodes.Done;
    }

    private int List(string from, CancellationToken cancellation)
    {
        foreach (var point in new BackupVerifier(from).List())
        {
            _context.Out.Profile.Out.Writer.WriteLine(
                $"{BackupText.Of(point.TakenAt)}  {point.Events.ToString("N0", CultureInfo.InvariantCulture)} events  {BackupText.Of(point.Bytes)}");
        }

        return ExitCodes.Done;
    }

    private int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (BackupException error)
        {
            _context.Complain(error.Message);
            return ExitCodes.Failed;
        }
    }
}
