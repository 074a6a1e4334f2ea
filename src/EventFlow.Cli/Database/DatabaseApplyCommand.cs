using System.CommandLine;
using EventFlow.Postgres;
using Npgsql;

namespace EventFlow.Cli.Database;

/// <summary><c>eventflow database apply</c>: brings the schema up to this version.</summary>
internal sealed class DatabaseApplyCommand : Command
{
    private readonly CommandContext _context;
    private readonly Option<string?> _connection = DatabaseOptions.Connection();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be applied, and change nothing." };

    public DatabaseApplyCommand(CommandContext context)
        : base("apply", "Make or update the schema. Safe to run at any time, also beside running silos and by several at once.")
    {
        _context = context;
        Options.Add(_connection);
        Options.Add(_dryRun);
        SetAction((arguments, cancellation) => DatabaseOptions.RunAsync(
            _context, arguments.GetValue(_connection), source => arguments.GetValue(_dryRun) ? ShowAsync(source, cancellation) : ApplyAsync(source, cancellation)));
    }

    private async Task<int> ShowAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var missing = await PostgresSchema.FindMissingAsync(source, cancellation).ConfigureAwait(false);
        foreach (var script in missing)
        {
            Say($"would apply {script.Name}");
        }

        Say(missing.Count == 0 ? $"nothing to apply: the schema is at {PostgresSchema.Scripts[^1].Name}" : $"{missing.Count} of {PostgresSchema.Scripts.Count} scripts; nothing was changed");
        return ExitCodes.Done;
    }

    private async Task<int> ApplyAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var applied = await PostgresSchema.ApplyAsync(source, cancellation).ConfigureAwait(false);
        foreach (var script in applied)
        {
            Say($"applied {script.Name}");
        }

        Say(applied.Count == 0 ? $"nothing to apply: the schema is at {PostgresSchema.Scripts[^1].Name}" : $"the schema is at {PostgresSchema.Scripts[^1].Name}");
        return ExitCodes.Done;
    }

    private void Say(string line) => _context.Out.Profile.Out.Writer.WriteLine(line);
}
