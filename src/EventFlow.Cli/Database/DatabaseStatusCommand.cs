using System.CommandLine;
using EventFlow.Postgres;
using Npgsql;

namespace EventFlow.Cli.Database;

/// <summary><c>eventflow database status</c>: which version the schema has. Exit code 1 when silos of this version could not use it.</summary>
internal sealed class DatabaseStatusCommand : Command
{
    private readonly CommandContext _context;
    private readonly Option<string?> _connection = DatabaseOptions.Connection();

    public DatabaseStatusCommand(CommandContext context)
        : base("status", "Say which version the schema has, and whether silos of this version can use it.")
    {
        _context = context;
        Options.Add(_connection);
        SetAction((arguments, cancellation) => DatabaseOptions.RunAsync(_context, arguments.GetValue(_connection), source => ShowAsync(source, cancellation)));
    }

    private async Task<int> ShowAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var missing = (await PostgresSchema.FindMissingAsync(source, cancellation).ConfigureAwait(false)).Select(static s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var script in PostgresSchema.Scripts)
        {
            _context.Out.Profile.Out.Writer.WriteLine($"{(missing.Contains(script.Name) ? "missing" : "applied")}  {script.Name}");
        }

        if (missing.Count == 0)
        {
            return ExitCodes.Done;
        }

        _context.Complain($"the schema lacks {missing.Count} of {PostgresSchema.Scripts.Count} scripts; run eventflow database apply.");
        return ExitCodes.Failed;
    }
}
