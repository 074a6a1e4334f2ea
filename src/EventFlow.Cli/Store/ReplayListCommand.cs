using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow replay list</c>.</summary>
internal sealed class ReplayListCommand : StoreCommand
{
    public ReplayListCommand(CommandContext context)
        : base(context, "list", "All replays, the newest first.") => Finish();

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var replays = (await silo.GetAsync("api/replays?limit=500", cancellation).ConfigureAwait(false)).GetProperty("items");
        var table = StoreTables.Make(Context, "replay", "name", "target", "streams", "state", "done>", "events/s>", "by");
        foreach (var replay in replays.EnumerateArray())
        {
            var plan = replay.GetProperty("plan");
            table.Add(
                replay.GetProperty("id").GetString()!, plan.GetProperty("name").GetString()!, plan.GetProperty("target").GetString()!,
                string.Join(' ', plan.GetProperty("streams").EnumerateArray().Select(static s => s.GetString())), replay.GetProperty("state").GetString()!,
                replay.GetProperty("progress").GetDouble().ToString("P0", CultureInfo.InvariantCulture), StoreTables.Number(replay.GetProperty("eventsPerSecond").GetDouble()), replay.GetProperty("createdBy").GetString()!);
        }

        Context.Out.Write(table.Table);
        return ExitCodes.Done;
    }
}
