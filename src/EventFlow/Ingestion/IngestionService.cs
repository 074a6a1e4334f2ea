using EventFlow.Services;
using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>
/// The one way into the log, whatever protocol the events came by: limits the caller, validates, sorts by partition, and answers after everything good is durable.
/// One bad item never sinks its neighbours. Thread safe.
/// </summary>
/// <remarks>
/// A request may touch several partitions, and they are not one transaction: when one cannot be written after another was, the answer is <see cref="IngestionOutcome.Overloaded"/> or
/// <see cref="IngestionOutcome.Unavailable"/> and says of each item whether it is stored, rather than claiming all or nothing. The sender repeats the request as it is: ids, or producer and sequence, let the
/// partitions that have it already drop the repetition, and the others store it. (Undoing an append is no alternative: readers may have seen it.)
/// </remarks>
public sealed class IngestionService
{
    private static readonly TimeSpan UnavailableRetry = TimeSpan.FromSeconds(10);

    private readonly IEventLog _log;
    private readonly EventValidator _validator;
    private readonly RecentEvents _recent;
    private readonly KnownServices _services;
    private readonly CallerRateLimiter _limiter;
    private readonly LagGate _gate;
    private readonly IngestionProgress _progress;
    private readonly IngestionInstruments _instruments;
    private readonly IngestionOptions _options;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, int> _partitions;

    /// <summary>Made by the container.</summary>
    public IngestionService(
        IEventLog log, EventValidator validator, IngestionProgress progress, IngestionInstruments instruments, IOptions<IngestionOptions> options, IOptions<ServiceOptions> services, TimeProvider clock,
        IGrainFactory? grains = null)
    {
        (_log, _validator, _progress, _instruments, _options, _clock) = (log, validator, progress, instruments, options.Value, clock);
        _recent = new RecentEvents(options);
        _services = new KnownServices(grains, services, clock);
        _limiter = new CallerRateLimiter(options, clock);
        _gate = new LagGate(progress, options.Value.MaxLag, clock);
        _partitions = log.Streams.ToDictionary(static s => s.Name, static s => s.Partitions, StringComparer.Ordinal);
    }

    /// <summary>Zero when a caller may send now, else how long it has to wait; asked before the body is read, so that refusing costs little.</summary>
    public TimeSpan GetWait(string caller) => _limiter.Peek(caller);

    /// <summary>Stores what is good of a request and says what became of every item.</summary>
    public async ValueTask<IngestionResult> IngestAsync(IngestionRequest request, CancellationToken cancellationToken = default)
    {
        var result = Refusal(request) ?? await StoreAsync(request, cancellationToken).ConfigureAwait(false);
        _instruments.Ended(result.Outcome);
        return result;
    }

    private IngestionResult? Refusal(IngestionRequest request)
    {
        if (request.Items.Count > _options.MaxEventsPerRequest)
        {
            return IngestionResult.Refused(
                IngestionOutcome.TooMany, TimeSpan.Zero, $"The request has {request.Items.Count} events; expected at most {_options.MaxEventsPerRequest}. Send it in parts.");
        }

        return _limiter.TryTake(request.Caller, request.Items.Count) is var wait && wait > TimeSpan.Zero
            ? IngestionResult.Refused(
                IngestionOutcome.Overloaded, wait, $"The caller sends more than {_options.EventsPerSecond} events a second; nothing was stored. Try again after {wait.TotalSeconds:0.###} s.")
            : null;
    }

    private async ValueTask<IngestionResult> StoreAsync(IngestionRequest request, CancellationToken cancellationToken)
    {
        await _services.LoadAsync().ConfigureAwait(false);
        var sorter = new RequestSorter(_validator, _recent, _services, _partitions);
        sorter.Sort(request, _instruments);
        var shares = sorter.Shares.Where(static s => s.Events.Count > 0).ToList();
        var events = shares.Sum(static s => s.Events.Count);
        _instruments.Duplicates(sorter.Duplicates, "gateway");
        if (_gate.TryEnter(request.Caller, shares.ConvertAll(static s => new PartitionLoad(s.Stream, s.Partition, s.Events.Count))) is var wait && wait > TimeSpan.Zero)
        {
            return IngestionResult.Refused(IngestionOutcome.Overloaded, wait, Behind(wait));
        }

        _progress.Enter(events);
        try
        {
            var started = _clock.GetTimestamp();
            await Task.WhenAll(shares.Select(s => AppendAsync(s, request, cancellationToken))).ConfigureAwait(false);
            _instruments.AppendTook(_clock.GetElapsedTime(started));
        }
        finally
        {
            _progress.Leave(events);
        }

        return Conclude(sorter, shares);
    }

    private async Task AppendAsync(PartitionShare share, IngestionRequest request, CancellationToken cancellationToken)
    {
        var batch = new EventBatch(share.Stream, share.Partition, 0, request.ReceivedAt, share.Events) { Producer = request.Producer, Sequence = request.Sequence };
        share.Result = await _log.Append(batch, cancellationToken).ConfigureAwait(false);
        if (share.Result.IsStored)
        {
            _recent.Note(batch, share.Result.FirstOffset);
            _progress.Appended(share.Stream, share.Partition, share.Result.FirstOffset + share.Events.Count);
            _instruments.Appended(share.Stream, share.Events.Count);
        }
    }

    private IngestionResult Conclude(RequestSorter sorter, List<PartitionShare> shares)
    {
        var stored = shares.Where(static s => s.Result.IsStored).ToList();
        var failed = shares.Where(static s => !s.Result.IsStored).ToList();
        foreach (var share in failed)
        {
            RejectShare(sorter, share);
        }

        var accepted = stored.Sum(static s => s.Events.Count);
        var outcome = OutcomeOf(failed, accepted, sorter);
        var offsets = stored.ConvertAll(static s => new StoredRange(s.Stream, s.Partition, s.Result.FirstOffset, s.Result.FirstOffset + s.Events.Count - 1));
        return new IngestionResult(
            outcome, accepted, sorter.Duplicates, sorter.Rejected, sorter.Errors, offsets, RetryAfter(outcome, failed), Describe(outcome, accepted, sorter));
    }

    private void RejectShare(RequestSorter sorter, PartitionShare share)
    {
        var fault = new Fault("store", $"{share.Stream}/{share.Partition} {Describe(share.Result.Reason)}", "a log that can write; send the request again");
        foreach (var index in share.Indexes)
        {
            sorter.Reject(index, fault);
            _instruments.Rejected(fault.Field);
        }
    }

    private static IngestionOutcome OutcomeOf(List<PartitionShare> failed, int accepted, RequestSorter sorter)
    {
        if (failed.Exists(static s => s.Result.Reason is EventAppendReason.DiskFull or EventAppendReason.Failed or EventAppendReason.None))
        {
            return IngestionOutcome.Unavailable;
        }

        if (failed.Exists(static s => s.Result.Reason == EventAppendReason.TooLarge))
        {
            return IngestionOutcome.TooMany;
        }

        return failed.Count > 0 ? IngestionOutcome.Overloaded
            : sorter.Rejected > 0 && accepted == 0 && sorter.Duplicates == 0 ? IngestionOutcome.AllRejected
            : IngestionOutcome.Stored;
    }

    private static TimeSpan RetryAfter(IngestionOutcome outcome, List<PartitionShare> failed)
    {
        var longest = failed.Count == 0 ? TimeSpan.Zero : failed.Max(static s => s.Result.RetryAfter);
        return outcome == IngestionOutcome.Unavailable && longest < UnavailableRetry ? UnavailableRetry : longest;
    }

    private static string Behind(TimeSpan wait) =>
        $"More was sent than is worked off, and what waits has reached its limit; nothing of this request was stored. Send it again in {Math.Ceiling(wait.TotalSeconds)} s, when the share of this caller has room.";

    private static string Describe(EventAppendReason reason) => reason switch
    {
        EventAppendReason.Overloaded => "is behind",
        EventAppendReason.DiskFull => "has no room on its disk",
        EventAppendReason.TooLarge => "takes no batch so large",
        _ => "cannot be written",
    };

    private static string Describe(IngestionOutcome outcome, int accepted, RequestSorter sorter) => outcome switch
    {
        IngestionOutcome.Stored => "",
        IngestionOutcome.AllRejected => $"None of the {sorter.Rejected} events is usable; 'errors' says what is wrong with each.",
        IngestionOutcome.TooMany => "The request is larger than the log takes at once. Send it in parts.",
        _ => $"{accepted} events are stored, {sorter.Rejected} are not; 'errors' says which. Send the request again: with ids, or producer and sequence, what is stored is not stored twice.",
    };
}
