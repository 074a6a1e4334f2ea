using System.CommandLine;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow replay</c>: stored events read again, into something.</summary>
internal sealed class ReplayCommand : Command
{
    public ReplayCommand(CommandContext context)
        : base("replay", "Replay stored events into detection, the live path, a webhook or a file.")
    {
        Subcommands.Add(new ReplayStartCommand(context));
        Subcommands.Add(new ReplayListCommand(context));
        Subcommands.Add(new ReplayShowCommand(context));
        Subcommands.Add(new ReplayActCommand(context, "pause", "Halt a replay.", "paused"));
        Subcommands.Add(new ReplayActCommand(context, "resume", "Let a halted replay go on.", "going on"));
        Subcommands.Add(new ReplayActCommand(context, "cancel", "End a replay before its end.", "cancelled"));
        Subcommands.Add(new ReplayActCommand(context, "delete", "Delete a replay with all it made.", "deleted"));
    }
}
