using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EventFlow.Cli.Store;
using Spectre.Console;

namespace EventFlow.Cli.Status;

/// <summary><c>eventflow status</c>: what the dashboard's system page shows. Exit code 1 when a silo of the cluster is not active, so that a script can wait for it.</summary>
internal sealed class StatusCommand : StoreCommand
{
    private const string None = "-";

    private readonly Option<bool> _json = new("--json") { Description = "The silo's answer as it is." };

    public StatusCommand(CommandContext context)
        : base(context, "status", "Silos, grains, queues and the progress of the streams, as one silo sees them.")
    {
        Options.Add(_json);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var system = await silo.GetAsync("api/system", cancellation).ConfigureAwait(false);
        var silos = system.GetProperty("silos").EnumerateArray().ToList();
        if (arguments.GetValue(_json))
        {
            Context.Out.Profile.Out.Writer.WriteLine(system.GetRawText());
        }
        else
        {
            Context.Out.WriteLine($"EventFlow {system.GetProperty("version").GetString()} on {system.GetProperty("runtime").GetString()}, {system.GetProperty("environment").GetString()}");
            ShowSilos(silos);
            ShowStreams(system);
            ShowGrains(system);
            ShowQueues(system);
        }

        return silos.TrueForAll(IsActiveOrGone) ? ExitCodes.Done : ExitCodes.Failed;
    }

    // One that is dead has been replaced or taken away; one that joins or stops is under way.
    private static bool IsActiveOrGone(JsonElement silo) => silo.GetProperty("status").GetString() is "Active" or "Dead";

    private void ShowSilos(List<JsonElement> silos)
    {
        if (silos.Count == 0)
        {
            return;
        }

        var table = StoreTables.Make(Context, "silo", "status", "version", "address", "started", "grains>");
        foreach (var silo in silos)
        {
            table.Add(
                silo.GetProperty("name").GetString() + (silo.GetProperty("isSelf").GetBoolean() ? " *" : ""), silo.GetProperty("status").GetString()!, Text(silo, "version"),
                silo.GetProperty("address").GetString()!, StoreTables.Time(silo.GetProperty("startedAt")), StoreTables.Number(silo.GetProperty("activations").GetInt32()));
        }

        Context.Out.Write(table.Table);
    }

    private void ShowStreams(JsonElement system)
    {
        var streams = system.GetProperty("streams").EnumerateArray().ToList();
        var isShared = streams.Exists(static s => Text(s, "silo") != None);
        var table = StoreTables.Make(Context, ["partition", .. isShared ? ["silo"] : Array.Empty<string>(), "events>", "next offset>", "behind>", "bytes>"]);
        foreach (var stream in streams)
        {
            var (first, next) = (stream.GetProperty("firstOffset").GetInt64(), stream.GetProperty("nextOffset").GetInt64());
            table.Add(
            [
                string.Create(CultureInfo.InvariantCulture, $"{stream.GetProperty("stream").GetString()}/{stream.GetProperty("partition").GetInt32()}"), .. isShared ? [Text(stream, "silo")] : Array.Empty<string>(),
                StoreTables.Number(next - first), StoreTables.Number(next), StoreTables.Number(stream.GetProperty("lag").GetInt64()), StoreTables.Number(stream.GetProperty("bytes").GetInt64()),
            ]);
        }

        Context.Out.Write(table.Table);
    }

    private void ShowGrains(JsonElement system)
    {
        var table = StoreTables.Make(Context, "grains", "active>");
        foreach (var grain in system.GetProperty("grains").EnumerateArray())
        {
            table.Add(grain.GetProperty("type").GetString()!, StoreTables.Number(grain.GetProperty("activations").GetInt32()));
        }

        Context.Out.Write(table.Table);
    }

    private void ShowQueues(JsonElement system)
    {
        var table = StoreTables.Make(Context, "queue", "waiting>", "limit>", "dropped>");
        foreach (var queue in system.GetProperty("queues").EnumerateArray())
        {
            table.Add(
                queue.GetProperty("name").GetString()!, StoreTables.Number(queue.GetProperty("depth").GetInt64()), StoreTables.Number(queue.GetProperty("limit").GetInt64()),
                StoreTables.Number(queue.GetProperty("dropped").GetInt64()));
        }

        Context.Out.Write(table.Table);
    }

    // What an older silo does not tell is not known either.
    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : None;
}
