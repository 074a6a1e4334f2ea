using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EventFlow.Silo;

/// <summary>Counts the requests that grains of this silo run, and those that fail, by type of grain, under the names that the embedded runtime gives them. Thread safe.</summary>
internal sealed class CallCounter : IIncomingGrainCallFilter
{
    public const string MeterName = "EventFlow.Runtime";

    // What Orleans itself is made of. Its calls fail whenever a silo dies, and nobody can do anything about one.
    private const string OfTheRuntime = "sys.";
    private const string Management = "management";
    private readonly ConcurrentDictionary<GrainType, Counts> _types = new();

    public CallCounter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("eventflow.runtime.calls", () => Measure(static of => of.Calls), "{call}", "Grain requests run.");
        meter.CreateObservableCounter("eventflow.runtime.calls.failed", () => Measure(static of => of.Failed), "{call}", "Grain requests that failed.");
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        var counts = _types.GetOrAdd(context.TargetId.Type, static _ => new());
        Interlocked.Increment(ref counts.Calls);
        var call = context.Invoke();

        // Fast path: most are over at once.
        return call.IsCompletedSuccessfully ? call : NoteFailure(call, counts);
    }

    // Who waits no longer is no failure of the grain.
    private static async Task NoteFailure(Task call, Counts counts)
    {
        try
        {
            await call;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Interlocked.Increment(ref counts.Failed);
            throw;
        }
    }

    private IEnumerable<Measurement<long>> Measure(Func<Counts, long> value) =>
        _types.Where(static of => of.Key.ToString() is { } type && type != Management && !type.StartsWith(OfTheRuntime, StringComparison.Ordinal)).Select(of => new Measurement<long>(value(of.Value), new KeyValuePair<string, object?>("grain_type", of.Key.ToString())));

    private sealed class Counts
    {
        public long Calls;
        public long Failed;
    }
}
