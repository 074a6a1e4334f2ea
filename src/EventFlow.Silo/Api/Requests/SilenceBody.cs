using System.Text.Json.Serialization;
using EventFlow.Alerting.Routing;

namespace EventFlow.Silo;

/// <summary>A silence, or with <paramref name="Service"/> a maintenance window of that service.</summary>
/// <param name="Service">A service that is worked on: makes it a maintenance window, without matchers of its own.</param>
/// <param name="Matchers">Which alerts, for example <c>service="payments"</c>; all must match.</param>
/// <param name="StartsAt">From when, RFC 3339 or unix milliseconds. Default now.</param>
/// <param name="EndsAt">Until when. Either this or <paramref name="Duration"/>.</param>
/// <param name="Duration">How long, for example <c>2h</c>.</param>
/// <param name="Schedule">Recurs: between start and end it is in force only in these times.</param>
/// <param name="Comment">Why.</param>
public sealed record SilenceBody(
    string? Service = null, IReadOnlyList<string>? Matchers = null, [property: JsonConverter(typeof(TimeJsonConverter))] long? StartsAt = null,
    [property: JsonConverter(typeof(TimeJsonConverter))] long? EndsAt = null, string? Duration = null, TimeIntervalSpec? Schedule = null, string? Comment = null)
{
    /// <summary>The request, or the faults that keep it from being one.</summary>
    internal Outcome<SilenceRequest> ToRequest(string? id, long now)
    {
        List<Fault> faults = [];
        if (Service is not null && Matchers is { Count: > 0 }) faults.Add(new("matchers", "set beside service", "one of the two"));
        var (start, end) = (StartsAt ?? now, EndsAt ?? 0);
        if (Duration is not null)
        {
            if (EndsAt is not null) faults.Add(new("duration", "set beside endsAt", "one of the two"));
            if (AlertingDuration.TryParse(Duration, out var span) && span > TimeSpan.Zero) end = start + (long)span.TotalMilliseconds;
            else faults.Add(new("duration", $"'{Duration}'", "a span such as 30m, 2h or 1d"));
        }
        else if (EndsAt is null) faults.Add(new("endsAt", "missing", "an end, or duration"));
        if (faults.Count > 0) return Outcome<SilenceRequest>.Invalid(faults);
        var matchers = Service is not null && Matcher.Create(SeriesId.ServiceLabel, MatcherOperator.Equal, Service, out _) is { } own ? [own.ToString()] : Matchers ?? [];
        return Outcome<SilenceRequest>.Done(new(id, Service is null ? Silence.Plain : Silence.Maintenance, matchers, start, end, Schedule, Comment ?? ""));
    }
}
