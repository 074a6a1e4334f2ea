using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Replays;

/// <summary>A replay as a person fills it in.</summary>
public sealed class ReplayForm
{
    /// <summary>Name for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>The streams chosen.</summary>
    public HashSet<string> Streams { get; } = [StreamNames.Metrics];

    /// <summary>Start, as an input of type datetime-local gives it.</summary>
    public string From { get; set; } = "";

    /// <summary>End, likewise.</summary>
    public string To { get; set; } = "";

    /// <summary>What it is given to.</summary>
    public ReplayTarget Target { get; set; } = ReplayTarget.Detection;

    /// <summary>Multiple of event time; empty or "max" for as fast as it goes.</summary>
    public string Speed { get; set; } = "max";

    /// <summary>Minutes in which detectors learn first.</summary>
    public int WarmUpMinutes { get; set; } = 60;

    /// <summary>Only this service.</summary>
    public string Service { get; set; } = "";

    /// <summary>Only this metric.</summary>
    public string Metric { get; set; } = "";

    /// <summary>Only events with this text.</summary>
    public string Text { get; set; } = "";

    /// <summary>Stored rules to try; all that are enabled when none is chosen.</summary>
    public HashSet<string> RuleIds { get; } = [];

    /// <summary>Webhook: where to.</summary>
    public string Url { get; set; } = "";

    /// <summary>Ingestion: what the names of the copies' services begin with.</summary>
    public string ServicePrefix { get; set; } = "replay-";

    /// <summary>The order; null with a fault where the speed or a time cannot be read.</summary>
    public ReplayOrder? ToOrder(Clock clock, List<Fault> faults)
    {
        double? speed = null;
        if (Speed.Trim() is { Length: > 0 } text && text != "max")
        {
            if (double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var multiple)) speed = multiple;
            else faults.Add(new("speed", $"'{text}'", "a number above 0, or max"));
        }

        var (from, to) = (Time(clock, "from", From, faults), Time(clock, "to", To, faults));
        if (faults.Count > 0) return null;
        return new(
            new()
            {
                Name = Name.Trim(), Streams = [.. Streams.Order(StringComparer.Ordinal)], From = from, To = to, Target = Target, Speed = speed,
                WarmUp = Target == ReplayTarget.Detection && from is not null ? TimeSpan.FromMinutes(WarmUpMinutes) : TimeSpan.Zero,
                Filter = new() { Service = Given(Service), Metric = Given(Metric), Text = Given(Text) },
                Url = Target == ReplayTarget.Webhook ? Given(Url) : null, ServicePrefix = Target == ReplayTarget.Ingestion ? Given(ServicePrefix) : null,
            },
            Target == ReplayTarget.Detection ? [.. RuleIds.Order(StringComparer.Ordinal)] : []);
    }

    private static long? Time(Clock clock, string field, string text, List<Fault> faults)
    {
        if (text.Length == 0) return null;
        var time = clock.FromInput(text);
        if (time is null) faults.Add(new(field, $"'{text}'", "a date and a time"));
        return time;
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
