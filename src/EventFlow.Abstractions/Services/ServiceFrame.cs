namespace EventFlow;

/// <summary>
/// What one log frame holds of one service: its extent, arrival time (unix ms), samples of metrics and the newest event time among them (<see cref="long.MinValue"/> when there are none),
/// log records and domain events.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ServiceFrame")]
public readonly record struct ServiceFrame(
    [property: Id(0)] long FirstOffset, [property: Id(1)] long LastOffset, [property: Id(2)] long ReceivedAt,
    [property: Id(3)] int MetricSamples, [property: Id(4)] long NewestSample, [property: Id(5)] int Logs, [property: Id(6)] int DomainEvents);
