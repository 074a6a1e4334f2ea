using System.CommandLine;

namespace EventFlow.Cli.Database;

/// <summary><c>eventflow database</c>: the schema of the database that silos of a cluster share.</summary>
internal sealed class DatabaseCommand : Command
{
    public DatabaseCommand(CommandContext context)
        : base("database", "The schema of the PostgreSQL database that the silos of a cluster share.")
    {
        Subcommands.Add(new DatabaseApplyCommand(context));
        Subcommands.Add(new DatabaseStatusCommand(context));
    }
}
