using System.CommandLine;
using System.Globalization;
using EventFlow.Backup;

namespace EventFlow.Cli.Backup;

/// <summary><c>eventflow restore</c>: makes a data directory of a backup, as it was at a moment.</summary>
internal sealed class RestoreCommand : Command
{
    private readonly CommandContext _context;
    private readonly Option<string> _from = new("--from") { Description = "Folder of the backup.", Required = true };
    private readonly Option<string> _data = new("--data") { Description = "The new data directory; must be empty or not there.", Required = true };
    private readonly Option<string?> _until = new("--until") { Description = "Restore nothing that arrived later: a time such as 2026-11-21T07:40:00Z, or unix milliseconds." };

    public RestoreCommand(CommandContext context)
        : base("restore", "Make a data directory of a backup.")
    {
        _context = context;
        Options.Add(_from);
        Options.Add(_data);
        Options.Add(_until);
        SetAction((arguments, cancellation) => Task.FromResult(Run(arguments.GetRequiredValue(_from), arguments.GetRequiredValue(_data), arguments.GetValue(_until), cancellation)));
    }

    private int Run(string from, string data, string? until, CancellationToken cancellation)
    {
        DateTimeOffset? moment = null;
        if (until is not null)
        {
            if (!BackupText.TryReadTime(until, out var time))
            {
                _context.Complain($"--until is '{until}'; expected a time such as 2026-11-21T07:40:00Z, or unix milliseconds.");
                return ExitCodes.Usage;
            }

            moment = time;
        }

        try
        {
            Tell(data, new RestoreJob(from, data, moment).Run(cancellation));
            return ExitCodes.Done;
        }
        catch (BackupException error)
        {
            _context.Complain(error.Message);
            return ExitCodes.Failed;
        }
    }

    private void Tell(string data, RestoreReport report)
    {
        var output = _context.Out.Profile.Out.Writer;
        string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
        var last = report.LastArrivalMs is { } ms ? $", the last of {BackupText.Of(DateTimeOffset.FromUnixTimeMilliseconds(ms))}" : "";
        output.WriteLine($"restored {Count(report.Events)} events to {data}{last}; {BackupText.Of(report.Bytes)} verified");
        output.WriteLine($"grain state of {BackupText.Of(report.StatePoint)}; {Count(report.EventsToApply)} later events are applied to it when a silo starts there");
        if (report.Until is { } until && until > report.LogPoint)
        {
            output.WriteLine($"the backup ends at {BackupText.Of(report.LogPoint)}, before the time asked for");
        }

        foreach (var hole in report.Holes)
        {
            output.WriteLine($"not in the backup: offsets of {hole}");
        }
    }
}
