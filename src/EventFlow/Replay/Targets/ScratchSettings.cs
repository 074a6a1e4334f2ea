using EventFlow.Ingestion;
using EventFlow.Series;
using EventFlow.Services;

namespace EventFlow.Replay;

/// <summary>What a scratch space is made of: the settings that hold live, its limits, and from which event time on things count (unix ms).</summary>
internal sealed record ScratchSettings(IngestionOptions Ingestion, SeriesOptions Series, ServiceOptions Services, int MaxSeries, int MaxListed, long CountsFrom);
