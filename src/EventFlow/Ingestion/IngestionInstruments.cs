using System.Diagnostics.Metrics;

namespace EventFlow.Ingestion;

/// <summary>The meter "EventFlow.Ingestion". Names follow OpenTelemetry; Prometheus shows them with underscores and, for counters, <c>_total</c>.</summary>
public sealed class IngestionInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Ingestion";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5] };

    private readonly Meter _meter;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _missing;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _leftOut;
    private readonly Histogram<double> _append;
    private readonly Histogram<double> _checkpoint;

    /// <summary>Makes the instruments.</summary>
    public IngestionInstruments(IMeterFactory meters, IngestionProgress progress)
    {
        _meter = meters.Create(MeterName);
        _consumed = _meter.CreateCounter<long>("stream.messages.consumed", null, "Events of a stream that ingestion has applied.");
        _accepted = _meter.CreateCounter<long>("ingestion.events.accepted", null, "Events stored, by kind.");
        _rejected = _meter.CreateCounter<long>("ingestion.events.rejected", null, "Events not stored, by the field at fault.");
        _duplicates = _meter.CreateCounter<long>("ingestion.events.duplicate", null, "Events dropped because they were there already, by where that was noticed.");
        _missing = _meter.CreateCounter<long>("ingestion.sequence.missing", null, "Numbers that producers left out: each has fallen 64 behind and has not come.");
        _requests = _meter.CreateCounter<long>("ingestion.requests", null, "Requests, by outcome.");
        _bytes = _meter.CreateCounter<long>("ingestion.received", "By", "Bytes of requests, after decompression.");
        _quarantined = _meter.CreateCounter<long>("ingestion.quarantined", null, "Grains left out because they kept failing.");
        _leftOut = _meter.CreateCounter<long>("ingestion.deliveries.left_out", null, "Deliveries that a grain in quarantine did not get.");
        _append = _meter.CreateHistogram("ingestion.append.duration", "s", "From the append of a request to its being durable.", null, Seconds);
        _checkpoint = _meter.CreateHistogram("ingestion.checkpoint.duration", "s", "Saving all grains fed since the last checkpoint, and the checkpoint.", null, Seconds);
        _meter.CreateObservableGauge("ingestion.events.in_flight", () => progress.InFlight, null, "Events of requests that wait for the log.");
        _meter.CreateObservableGauge("ingestion.lag", () => Measure(progress.LagsHere), null, "Events appended and not yet applied.");
        _meter.CreateObservableGauge("ingestion.lag.age", () => Measure(progress.Ages.Select(static p => (p.Stream, p.Partition, p.Age.TotalSeconds))), "s", "How long ago the oldest event that is not applied was appended.");
        _meter.CreateObservableGauge("ingestion.drain.rate", () => Measure(progress.Rates), "{event}/s", "Events per second that a partition applies while it has work.");
    }

    /// <summary>Bytes of a request arrived.</summary>
    public void Received(long bytes) => _bytes.Add(bytes);

    internal void Ended(IngestionOutcome outcome) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", Name(outcome)));

    internal void Appended(string stream, int events) => _accepted.Add(events, new KeyValuePair<string, object?>("stream", stream));

    internal void AppendTook(TimeSpan elapsed) => _append.Record(elapsed.TotalSeconds);

    internal void Consumed(string stream, int events) => _consumed.Add(events, new KeyValuePair<string, object?>("stream", stream));

    // A field may carry the name of a label behind a dot; without it there are as many reasons as there are fields.
    internal void Rejected(string field)
    {
        var dot = field.IndexOf('.');
        _rejected.Add(1, new KeyValuePair<string, object?>("reason", dot < 0 ? field : field[..dot]));
    }

    internal void Duplicates(int events, string where)
    {
        if (events > 0)
        {
            _duplicates.Add(events, new KeyValuePair<string, object?>("where", where));
        }
    }

    internal void Missing(long numbers)
    {
        if (numbers > 0)
        {
            _missing.Add(numbers);
        }
    }

    internal void Quarantined(string stream) => _quarantined.Add(1, new KeyValuePair<string, object?>("stream", stream));

    internal void LeftOut(string stream, int deliveries)
    {
        if (deliveries > 0)
        {
            _leftOut.Add(deliveries, new KeyValuePair<string, object?>("stream", stream));
        }
    }

    internal void CheckpointTook(TimeSpan elapsed, bool done) => _checkpoint.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", done ? "done" : "failed"));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<T>> Measure<T>(IEnumerable<(string Stream, int Partition, T Value)> partitions) where T : struct => partitions.Select(static p =>
        new Measurement<T>(p.Value, new KeyValuePair<string, object?>("stream", p.Stream), new KeyValuePair<string, object?>("partition", p.Partition)));

    private static string Name(IngestionOutcome outcome) => outcome switch
    {
        IngestionOutcome.Stored => "stored",
        IngestionOutcome.AllRejected => "rejected",
        IngestionOutcome.TooMany => "too_many",
        IngestionOutcome.Overloaded => "overloaded",
        _ => "unavailable",
    };
}
