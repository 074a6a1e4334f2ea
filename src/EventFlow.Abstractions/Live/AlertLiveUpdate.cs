using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>An alert changed.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertLiveUpdate")]
public sealed record AlertLiveUpdate(AlertSummary Alert) : LiveUpdate
{
    /// <inheritdoc/>
    [JsonIgnore] public override string Subject => Alert.Service;

    /// <inheritdoc/>
    [JsonIgnore] public override string? CoalesceKey => null;
}
