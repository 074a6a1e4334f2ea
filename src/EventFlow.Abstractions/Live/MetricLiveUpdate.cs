using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>A new latest sample of a series.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.MetricLiveUpdate")]
public sealed record MetricLiveUpdate(SeriesInfo Sample) : LiveUpdate
{
    /// <inheritdoc/>
    [JsonIgnore] public override string Subject => Sample.Service;

    /// <inheritdoc/>
    [JsonIgnore] public override string? CoalesceKey => Sample.Series.Value;
}
