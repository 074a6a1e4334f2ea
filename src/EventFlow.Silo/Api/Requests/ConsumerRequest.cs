using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>A consumer to make, or where one begins anew.</summary>
public sealed record ConsumerRequest
{
    /// <summary>Stream it reads.</summary>
    public string? Stream { get; init; }

    /// <summary><c>earliest</c> (default), <c>latest</c> or <c>time</c>.</summary>
    public string? Start { get; init; }

    /// <summary>Event time at which it begins, with <c>time</c>: unix ms or RFC 3339.</summary>
    [JsonConverter(typeof(TimeJsonConverter))] public long? Time { get; init; }

    /// <summary>Where it begins.</summary>
    internal ConsumerStart ToStart(List<Fault> faults) =>
        new(Start is null && Time is not null ? ConsumerFrom.Time : EnumText.Read("start", Start, ConsumerFrom.Earliest, faults), Time);
}
