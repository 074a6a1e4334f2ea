using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>The status of a service changed.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ServiceLiveUpdate")]
public sealed record ServiceLiveUpdate(ServiceStatus Status) : LiveUpdate
{
    /// <inheritdoc/>
    [JsonIgnore] public override string Subject => Status.Service;

    /// <inheritdoc/>
    [JsonIgnore] public override string? CoalesceKey => "service:" + Status.Service;
}
