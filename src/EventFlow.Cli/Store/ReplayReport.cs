using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary>What came of a replay, for a person.</summary>
internal static class ReplayReport
{
    private const int MostAlerts = 20;

    public static void Write(CommandContext context, JsonElement replay)
    {
        var result = replay.GetProperty("result");
        var table = StoreTables.Make(context, replay.GetProperty("id").GetString()!, replay.GetProperty("state").GetString()! + ">");
        foreach (var (label, value) in Figures(replay, result))
        {
            table.Add(label, value);
        }

        context.Out.Write(table.Table);
        var alerts = result.GetProperty("alertList").EnumerateArray().ToList();
        foreach (var alert in alerts.Take(MostAlerts))
        {
            var end = alert.GetProperty("end") is { ValueKind: JsonValueKind.Number } ended
                ? string.Create(CultureInfo.InvariantCulture, $"for {TimeSpan.FromMilliseconds(ended.GetInt64() - alert.GetProperty("start").GetInt64()):g}") : "to the end";
            context.Out.WriteLine($"{StoreTables.Time(alert.GetProperty("start"))}  {alert.GetProperty("severity").GetString(),-8}  {alert.GetProperty("service").GetString(),-14}  {alert.GetProperty("ruleName").GetString()}  {end}  {alert.GetProperty("reason").GetString()}");
        }

        if (alerts.Count > MostAlerts)
        {
            context.Out.WriteLine($"… and {alerts.Count - MostAlerts} more; eventflow replay show {replay.GetProperty("id").GetString()} --json");
        }

        foreach (var fault in result.GetProperty("faults").EnumerateArray())
        {
            context.Complain(fault.GetString()!);
        }

        if (replay.GetProperty("error") is { ValueKind: JsonValueKind.String } error)
        {
            context.Complain(error.GetString()!);
        }
    }

    private static IEnumerable<(string Label, string Value)> Figures(JsonElement replay, JsonElement result)
    {
        yield return ("events read", Number(replay, "read"));
        yield return ("events taken", Number(replay, "matched"));
        yield return ("events/s", StoreTables.Number(replay.GetProperty("eventsPerSecond").GetDouble()));
        yield return ("seconds", replay.GetProperty("runSeconds").GetDouble().ToString("0.0", CultureInfo.InvariantCulture));
        switch (replay.GetProperty("plan").GetProperty("target").GetString())
        {
            case "detection":
                yield return ("samples", Number(result, "samples"));
                yield return ("series", Number(result, "series"));
                if (result.GetProperty("seriesLeftOut").GetInt64() > 0)
                {
                    yield return ("series left out", Number(result, "seriesLeftOut"));
                }

                yield return ("anomalies", Number(result, "anomalies"));
                yield return ("alerts that would have fired", Number(result, "alerts"));
                break;
            case "dryRun":
                yield return ("samples", Number(result, "samples"));
                yield return ("log records", Number(result, "logs"));
                yield return ("domain events", Number(result, "domainEvents"));
                break;
            default:
                yield return ("delivered", Number(result, "delivered"));
                yield return ("rejected", Number(result, "rejected"));
                break;
        }
    }

    private static string Number(JsonElement of, string name) => StoreTables.Number(of.GetProperty(name).GetInt64());
}
