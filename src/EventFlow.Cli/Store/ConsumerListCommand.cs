using System.CommandLine;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow consumers list</c>.</summary>
internal sealed class ConsumerListCommand : StoreCommand
{
    public ConsumerListCommand(CommandContext context)
        : base(context, "list", "All consumers with their lag.") => Finish();

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var consumers = (await silo.GetAsync("api/consumers?limit=500", cancellation).ConfigureAwait(false)).GetProperty("items");
        var table = StoreTables.Make(Context, "consumer", "stream", "lag>", "offsets", "committed");
        foreach (var consumer in consumers.EnumerateArray())
        {
            table.Add(
                consumer.GetProperty("name").GetString()!, consumer.GetProperty("stream").GetString()!, StoreTables.Number(consumer.GetProperty("lag").GetInt64()),
                string.Join(' ', consumer.GetProperty("partitions").EnumerateArray().Select(static p => $"{p.GetProperty("partition")}:{p.GetProperty("offset")}")),
                StoreTables.Time(consumer.GetProperty("committedAt")));
        }

        Context.Out.Write(table.Table);
        return ExitCodes.Done;
    }
}
