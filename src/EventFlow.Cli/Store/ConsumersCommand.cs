using System.CommandLine;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow consumers</c>: readers whose offsets the silo keeps.</summary>
internal sealed class ConsumersCommand : Command
{
    public ConsumersCommand(CommandContext context)
        : base("consumers", "Named consumers: readers whose offsets the silo keeps.")
    {
        Subcommands.Add(new ConsumerListCommand(context));
        Subcommands.Add(new ConsumerStartCommand(context, "create", "Make a consumer of a stream; one that is there stays as it is.", HttpMethod.Put, ""));
        Subcommands.Add(new ConsumerStartCommand(context, "reset", "Let a consumer begin anew.", HttpMethod.Post, "/reset"));
        Subcommands.Add(new ConsumerReadCommand(context));
        Subcommands.Add(new ConsumerDeleteCommand(context));
    }
}
