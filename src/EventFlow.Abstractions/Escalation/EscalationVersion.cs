using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>
/// A version of an escalation policy or a rota: what it was from <paramref name="At"/> (unix ms) on, who made it so and why. Versions ascend by one from 1, and go on after it was deleted and made again; neither
/// <paramref name="Policy"/> nor <paramref name="Rota"/> means that it was deleted. A rota's overrides are no part of its versions.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationVersion")]
public sealed record EscalationVersion(long Version, string Id, long At, string Who, string Comment, EscalationPolicy? Policy, OnCallRota? Rota)
{
    /// <summary>Whether it says that it was deleted.</summary>
    [JsonIgnore] public bool IsDeletion => Policy is null && Rota is null;
}
