using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary>Shows how far a replay is until it ends: a bar at a terminal, where keys steer it, else a line now and then; then what came of it.</summary>
internal sealed class ReplayWatch(SiloApi silo, CommandContext context)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(5);

    /// <summary>Watches to the end; the exit code says whether all was replayed.</summary>
    public async Task<int> RunAsync(string id, CancellationToken cancellation)
    {
        JsonElement? last = null;
        if (context.IsTerminal)
        {
            await context.Out.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()).StartAsync(async progress =>
            {
                var bar = progress.AddTask(id, maxValue: 1);
                last = await WatchAsync(id, (replay, _) =>
                {
                    bar.Value = replay.GetProperty("progress").GetDouble();
                    bar.Description = Markup.Escape(Text(replay) + "  (p halt, r go on, c cancel, q leave)");
                }, cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        else
        {
            last = await WatchAsync(id, (replay, isDue) =>
            {
                if (isDue)
                {
                    context.Out.WriteLine(Text(replay));
                }
            }, cancellation).ConfigureAwait(false);
        }

        if (last is not { } ended)
        {
            context.Out.WriteLine($"{id} goes on; eventflow replay show {id}");
            return ExitCodes.Done;
        }

        ReplayReport.Write(context, ended);
        return ended.GetProperty("state").GetString() == "completed" ? ExitCodes.Done : ExitCodes.Failed;
    }

    private async Task<JsonElement?> WatchAsync(string id, Action<JsonElement, bool> show, CancellationToken cancellation)
    {
        var told = context.Time.GetTimestamp();
        while (true)
        {
            var replay = await silo.GetAsync("api/replays/" + id, cancellation).ConfigureAwait(false);
            var isDue = context.Time.GetElapsedTime(told) >= Line;
            show(replay, isDue);
            told = isDue ? context.Time.GetTimestamp() : told;
            var halted = replay.GetProperty("state").GetString() == "paused" && replay.GetProperty("error").ValueKind == JsonValueKind.String;
            if (replay.GetProperty("endedAt").ValueKind == JsonValueKind.Number || halted)
            {
                return replay;
            }

            if (context.IsTerminal && Console.KeyAvailable && !await ActAsync(id, Console.ReadKey(intercept: true).KeyChar, cancellation).ConfigureAwait(false))
            {
                return null;
            }

            await Task.Delay(Look, context.Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> ActAsync(string id, char key, CancellationToken cancellation)
    {
        var act = char.ToLowerInvariant(key) switch { 'p' => "pause", 'r' => "resume", 'c' => "cancel", _ => null };
        if (act is not null)
        {
            await silo.SendAsync(HttpMethod.Post, $"api/replays/{id}/{act}", null, cancellation).ConfigureAwait(false);
        }

        return char.ToLowerInvariant(key) != 'q';
    }

    /// <summary>One replay in a line.</summary>
    public static string Text(JsonElement replay)
    {
        var left = replay.GetProperty("secondsLeft") is { ValueKind: JsonValueKind.Number } seconds ? $", {TimeSpan.FromSeconds(Math.Ceiling(seconds.GetDouble()))} left" : "";
        var state = replay.GetProperty("waits").GetBoolean() ? "waiting for others" : replay.GetProperty("state").GetString();
        return string.Create(CultureInfo.InvariantCulture, $"{state}, {replay.GetProperty("progress").GetDouble():P0}, {replay.GetProperty("read").GetInt64():N0} read, {replay.GetProperty("eventsPerSecond").GetDouble():N0}/s{left}");
    }
}
