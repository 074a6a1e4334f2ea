using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow streams</c>: what is stored.</summary>
internal sealed class StreamsCommand : StoreCommand
{
    private readonly Option<bool> _partitions = new("--partitions") { Description = "A line for each partition." };

    private readonly Option<bool> _json = new("--json") { Description = "The silo's answer as it is." };

    public StreamsCommand(CommandContext context)
        : base(context, "streams", "List the streams of the event store: events, size, span of time, rate, losses.")
    {
        Options.Add(_partitions);
        Options.Add(_json);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var streams = (await silo.GetAsync("api/streams?limit=500", cancellation).ConfigureAwait(false)).GetProperty("items");
        if (arguments.GetValue(_json))
        {
            Context.Out.Profile.Out.Writer.WriteLine(streams.GetRawText());
            return ExitCodes.Done;
        }

        var table = StoreTables.Make(Context, "stream", "events>", "bytes>", "from", "to", "events/s>", "lost>");
        foreach (var stream in streams.EnumerateArray())
        {
            var parts = stream.GetProperty("partitions").EnumerateArray().ToList();
            table.Row(stream.GetProperty("name").GetString()!, stream.GetProperty("events").GetInt64(), stream, parts.Sum(Lost));
            foreach (var part in arguments.GetValue(_partitions) ? parts : [])
            {
                var (first, next) = (part.GetProperty("firstOffset").GetInt64(), part.GetProperty("nextOffset").GetInt64());
                table.Row(string.Create(CultureInfo.InvariantCulture, $"  {part.GetProperty("partition")}: {first} to {next}"), next - first, part, Lost(part));
            }
        }

        Context.Out.Write(table.Table);
        return ExitCodes.Done;
    }

    private static long Lost(JsonElement part) => part.GetProperty("lost").EnumerateArray().Sum(static l => l.GetProperty("endOffset").GetInt64() - l.GetProperty("firstOffset").GetInt64());
}
