using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>Something an operator watches changed. In JSON the property <c>type</c> says what.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LiveUpdate")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MetricLiveUpdate), "metric")]
[JsonDerivedType(typeof(AlertLiveUpdate), "alert")]
[JsonDerivedType(typeof(ServiceLiveUpdate), "service")]
public abstract record LiveUpdate
{
    /// <summary>Service it is about.</summary>
    [JsonIgnore] public abstract string Subject { get; }

    /// <summary>Updates with the same key replace each other while they wait for a slow reader; null ones are never replaced.</summary>
    [JsonIgnore] public abstract string? CoalesceKey { get; }
}
