using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow read</c>: stored events, and with <c>--follow</c> those that come.</summary>
internal sealed class ReadCommand : StoreCommand
{
    private readonly Argument<string> _stream = new("STREAM") { Description = "Name of the stream; eventflow streams lists them." };

    private readonly RangeOptions _range;

    private readonly Option<int?> _limit = new("--limit") { Description = "Most events. Default 100; with --follow or --all no limit." };

    private readonly Option<bool> _all = new("--all") { Description = "To the end of the range." };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with every event that comes. Ctrl-C ends." };

    private readonly Option<string?> _cursor = new("--cursor") { Description = "Go on where an earlier read ended." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line." };

    public ReadCommand(CommandContext context)
        : base(context, "read", "Read stored events by time or offset, with filters.")
    {
        _range = new RangeOptions(context);
        Arguments.Add(_stream);
        _range.AddTo(this);
        foreach (var option in new Option[] { _limit, _all, _follow, _cursor, _json })
        {
            Options.Add(option);
        }

        _limit.Require(limit => limit is null or (>= 1 and <= 10_000), "1 to 10000");
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var follow = arguments.GetValue(_follow);
        var limit = arguments.GetValue(_limit) ?? (follow || arguments.GetValue(_all) ? null : 100);
        var path = _range.Query(arguments, $"api/streams/{Uri.EscapeDataString(arguments.GetRequiredValue(_stream))}/events?");
        path += limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&limit={limit}");
        path += arguments.GetValue(_cursor) is { } cursor ? "&cursor=" + Uri.EscapeDataString(cursor) : "";
        path += follow ? "&follow=true" : "";
        using var answer = await silo.OpenAsync(path, "application/x-ndjson", cancellation).ConfigureAwait(false);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        return await PrintAsync(lines, arguments.GetValue(_json), follow, cancellation).ConfigureAwait(false);
    }

    private async Task<int> PrintAsync(StreamReader lines, bool json, bool follow, CancellationToken cancellation)
    {
        var output = Context.Out.Profile.Out.Writer;
        try
        {
            while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                if (line.Length == 0)
                {
                    continue;
                }

                var read = JsonDocument.Parse(line).RootElement;
                if (read.TryGetProperty("$end", out var end))
                {
                    Tell(end);
                    return ExitCodes.Done;
                }

                if (read.TryGetProperty("$lost", out var lost))
                {
                    Context.Complain($"offsets {lost.GetProperty("firstOffset")} to {lost.GetProperty("endOffset").GetInt64() - 1} of partition {lost.GetProperty("partition")} are lost: {lost.GetProperty("reason").GetString()}");
                    continue;
                }

                await output.WriteLineAsync(json ? line : EventText.Of(read, Context.Time.LocalTimeZone)).ConfigureAwait(false);
                await output.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (follow && cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }

        Context.Complain("the answer was cut off: its last line is missing.");
        return ExitCodes.Failed;
    }

    private void Tell(JsonElement end)
    {
        if (end.TryGetProperty("reason", out var reason))
        {
            Context.Complain($"{reason.GetString()}; --cursor {(end.TryGetProperty("next", out var next) ? next.GetString() : "")}");
        }
    }
}
