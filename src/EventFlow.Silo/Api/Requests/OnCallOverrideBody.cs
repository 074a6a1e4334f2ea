using System.Text.Json.Serialization;
using EventFlow.Alerting.Routing;

namespace EventFlow.Silo;

/// <summary>An exception: somebody else is on call for a while.</summary>
/// <param name="Member">Name of a member of the rota.</param>
/// <param name="From">From when, RFC 3339 or unix milliseconds. Default now.</param>
/// <param name="Until">Until when. Either this or <paramref name="Duration"/>.</param>
/// <param name="Duration">How long, for example <c>8h</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record OnCallOverrideBody(
    string? Member = null, [property: JsonConverter(typeof(TimeJsonConverter))] long? From = null, [property: JsonConverter(typeof(TimeJsonConverter))] long? Until = null, string? Duration = null, string? Reason = null)
{
    /// <summary>The request, or the faults that keep it from being one.</summary>
    internal Outcome<OnCallOverrideRequest> ToRequest(long now)
    {
        List<Fault> faults = [];
        var (from, until) = (From ?? now, Until ?? 0);
        if (Duration is not null)
        {
            if (Until is not null) faults.Add(new("duration", "set beside until", "one of the two"));
            if (AlertingDuration.TryParse(Duration, out var span) && span > TimeSpan.Zero) until = from + (long)span.TotalMilliseconds;
            else faults.Add(new("duration", $"'{Duration}'", "a span such as 30m, 8h or 1d"));
        }
        else if (Until is null) faults.Add(new("until", "missing", "an end, or duration"));
        return faults.Count > 0 ? Outcome<OnCallOverrideRequest>.Invalid(faults) : Outcome<OnCallOverrideRequest>.Done(new(Member ?? "", from, until, Reason ?? ""));
    }
}
