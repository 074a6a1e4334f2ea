using EventFlow.EventStore;
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
    private const string StillReading =
        "What was stored before this start is still being read, and the request may be a repetition of it; nothing of it was stored. Send it again in a few seconds.";

    private static readonly TimeSpan UnavailableRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MemoryPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MemoryRetry = TimeSpan.FromSeconds(5);

    private readonly IEventLog _log;
    private readonly IngestionParts _parts;
    private readonly CallerRateLimiter _limiter;
    private readonly LagGate _gate;
    private readonly ProducerGaps _gaps;
    private readonly IngestionProgress _progress;
    private readonly IngestionInstruments _instruments;
    private readonly IngestionOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Made by the container.</summary>
    public IngestionService(
        IEventLog log, EventValidator validator, IngestionProgress progress, IngestionInstruments instruments, IOptions<IngestionOptions> options, IOptions<ServiceOptions> services, TimeProvider clock,
        IGrainFactory? grains = null)
    {
        (_log, _progress, _instruments, _options, _clock) = (log, progress, instruments, options.Value, clock);
        EventStreamInfo[] streams = [.. new[] { StreamNames.Metrics, StreamNames.Logs, StreamNames.Domain }.Select(name => log.Streams.First(s => s.Name == name))];
        _parts = new IngestionParts(
            validator, new RecentEvents(options.Value, streams), new KnownServices(grains, services, clock), new EncoderPool(), streams);
        _gaps = new ProducerGaps(options.Value.MaxProducers);
        _limiter = new CallerRateLimiter(options, clock);
        _gate = new LagGate(progress, options.Value.MaxLag, clock);
    }

    /// <summary>Zero when a caller may send now, else how long it has to wait; asked before the body is read, so that refusing costs little.</summary>
    public TimeSpan GetWait(string caller) => _limiter.Peek(caller);

    /// <summary>Begins to read a request; the draft is filled, stored by <see cref="StoreAsync"/>, and disposed. <paramref name="receivedAt"/> is arrival time, unix ms.</summary>
    public IngestionDraft Begin(string caller, long receivedAt) => new(_parts, caller, receivedAt);

    /// <summary>Stores what is good of a request and says what became of every item.</summary>
    public async ValueTask<IngestionResult> IngestAsync(IngestionRequest request, CancellationToken cancellationToken = default)
    {
        using var draft = Begin(request.Caller, request.ReceivedAt);
        if (request.Items.Count <= _options.MaxEventsPerRequest)
        {
            for (var i = 0; i < request.Items.Count; i++)
            {
                draft.Add(request.Items[i]);
            }
        }

        return await StoreItemsAsync(draft, request.Items.Count, request.Producer, request.Sequence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what is good of a draft and says what became of every item. The draft is used up.</summary>
    public ValueTask<IngestionResult> StoreAsync(IngestionDraft draft, string? producer, long? sequence, CancellationToken cancellationToken = default) =>
        StoreItemsAsync(draft, draft.Count, producer, sequence, cancellationToken);

    /// <summary>
    /// Learns from the end of the log what was stored before this process began, so that a sender which repeats itself over a restart is told so. Requests may come meanwhile; those that have an id or a
    /// number wait for it.
    /// </summary>
    internal Task RememberAsync(CancellationToken cancellationToken)
    {
        var reading = Task.Run(() => new RecentEventsReader(_log, _parts.Recent, _options, _parts.Streams).ReadAsync(cancellationToken), cancellationToken);

        // Also when it fails: what it would have told is dropped behind the log then, or counts again.
        _parts.Recent.Loading = reading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return reading;
    }

    private async ValueTask<IngestionResult> StoreItemsAsync(IngestionDraft draft, int items, string? producer, long? sequence, CancellationToken cancellationToken)
    {
        var result = Refusal(draft.Caller, items) ?? await AppendAsync(draft, producer, sequence, cancellationToken).ConfigureAwait(false);
        _instruments.Ended(result.Outcome);
        return result;
    }

    private IngestionResult? Refusal(string caller, int items)
    {
        if (items > _options.MaxEventsPerRequest)
        {
            return IngestionResult.Refused(
                IngestionOutcome.TooMany, TimeSpan.Zero, $"The request has {items} events; expected at most {_options.MaxEventsPerRequest}. Send it in parts.");
        }

        return _limiter.TryTake(caller, items) is var wait && wait > TimeSpan.Zero
            ? IngestionResult.Refused(
                IngestionOutcome.Overloaded, wait, $"The caller sends more than {_options.EventsPerSecond} events a second; nothing was stored. Try again after {wait.TotalSeconds:0.###} s.")
            : null;
    }

    private async ValueTask<IngestionResult> AppendAsync(IngestionDraft draft, string? producer, long? sequence, CancellationToken cancellationToken)
    {
        await _parts.Services.LoadAsync().ConfigureAwait(false);
        if (draft.IsEarly && (producer is not null || draft.HasIds) && !await AwaitMemoryAsync(cancellationToken).ConfigureAwait(false))
        {
            return IngestionResult.Refused(IngestionOutcome.Unavailable, MemoryRetry, StillReading);
        }

        draft.Admit();
        if (draft.IsEarly)
        {
            draft.DropKnownIds();
        }

        if (producer is not null && sequence is { } number)
        {
            draft.DropKnown(producer, number);
            _instruments.Missing(_gaps.Note(producer, number));
        }

        foreach (var (_, fault) in draft.Rejected)
        {
            _instruments.Rejected(fault.Field);
        }

        var shares = draft.Shares.ToList();
        var events = shares.Sum(static s => s.Count);
        _instruments.Duplicates(draft.Duplicates, "gateway");
        if (_gate.TryEnter(draft.Caller, MarkOf(shares, producer, sequence), shares.ConvertAll(static s => new PartitionLoad(s.Stream, s.Partition, s.Count))) is var wait && wait > TimeSpan.Zero)
        {
            return IngestionResult.Refused(IngestionOutcome.Overloaded, wait, Behind(wait));
        }

        _progress.Enter(events);
        try
        {
            var started = _clock.GetTimestamp();
            await AppendAllAsync(shares, draft.ReceivedAt, producer, sequence, cancellationToken).ConfigureAwait(false);
            _instruments.AppendTook(_clock.GetElapsedTime(started));
        }
        finally
        {
            _progress.Leave(events);
        }

        return Conclude(draft, shares);
    }

    // What may be a repetition of what was stored before the start waits until that is known.
    private async ValueTask<bool> AwaitMemoryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _parts.Recent.Loading.WaitAsync(MemoryPatience, _clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task AppendAllAsync(List<PartitionShare> shares, long receivedAt, string? producer, long? sequence, CancellationToken cancellationToken)
    {
        var appends = new Task[shares.Count];
        for (var i = 0; i < appends.Length; i++)
        {
            appends[i] = AppendAsync(shares[i], receivedAt, producer, sequence, cancellationToken);
        }

        return appends.Length == 1 ? appends[0] : Task.WhenAll(appends);
    }

    private async Task AppendAsync(PartitionShare share, long receivedAt, string? producer, long? sequence, CancellationToken cancellationToken)
    {
        var events = new DraftEvents(share.Encoder, receivedAt, producer, sequence);
        var batch = new EventBatch(share.Stream, share.Partition, 0, receivedAt, events) { Producer = producer, Sequence = sequence };
        share.Result = await _log.Append(batch, cancellationToken).ConfigureAwait(false);
        if (share.Result.IsStored)
        {
            Remember(share, producer, sequence);
            _progress.Appended(share.Stream, share.Partition, share.Result.FirstOffset + share.Count);
            _instruments.Appended(share.Stream, share.Count);
        }
    }

    private void Remember(PartitionShare share, string? producer, long? sequence)
    {
        _parts.Recent.NoteEvents(share.Stream, share.Usual, share.Ids);
        if (producer is not null && sequence is { } number)
        {
            _parts.Recent.NoteBatch(share.Stream, share.Partition, share.Result.FirstOffset, share.Homes, producer, number);
        }
    }

    private IngestionResult Conclude(IngestionDraft draft, List<PartitionShare> shares)
    {
        var failed = shares.FindAll(static s => !s.Result.IsStored);
        foreach (var share in failed)
        {
            RejectShare(draft, share);
        }

        var accepted = shares.Sum(static s => s.Result.IsStored ? s.Count : 0);
        var outcome = OutcomeOf(failed, accepted, draft);
        var errors = draft.Rejected.Count == 0 ? [] : draft.Rejected.Take(IngestionResult.MaxErrors).Select(static r => IngestionError.Of(r.Index, r.Fault)).ToList();
        var offsets = shares.Where(static s => s.Result.IsStored)
            .Select(static s => new StoredRange(s.Stream, s.Partition, s.Result.FirstOffset, s.Result.FirstOffset + s.Count - 1)).ToList();
        return new IngestionResult(
            outcome, accepted, draft.Duplicates, draft.Rejected.Count, errors, offsets, RetryAfter(outcome, failed), Describe(outcome, accepted, draft));
    }

    private void RejectShare(IngestionDraft draft, PartitionShare share)
    {
        var fault = new Fault("store", $"{share.Stream}/{share.Partition} {Describe(share.Result.Reason)}", "a log that can write; send the request again");
        foreach (var index in share.Indexes)
        {
            draft.Rejected.Add((index, fault));
            _instruments.Rejected(fault.Field);
        }
    }

    private static IngestionOutcome OutcomeOf(List<PartitionShare> failed, int accepted, IngestionDraft draft)
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
            : draft.Rejected.Count > 0 && accepted == 0 && draft.Duplicates == 0 ? IngestionOutcome.AllRejected
            : IngestionOutcome.Stored;
    }

    private static TimeSpan RetryAfter(IngestionOutcome outcome, List<PartitionShare> failed)
    {
        var longest = failed.Count == 0 ? TimeSpan.Zero : failed.Max(static s => s.Result.RetryAfter);
        return outcome == IngestionOutcome.Unavailable && longest < UnavailableRetry ? UnavailableRetry : longest;
    }

    // Tells a request that comes again from the caller's others: by its number, else by the times of its events.
    private static long MarkOf(List<PartitionShare> shares, string? producer, long? sequence)
    {
        var hash = new HashCode();
        hash.Add(producer);
        hash.Add(sequence);
        if (producer is null || sequence is null)
        {
            shares.ForEach(s => hash.Add((s.Partition, s.Count, s.Encoder.FirstTime, s.Encoder.LastTime)));
        }

        return hash.ToHashCode();
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

    private static string Describe(IngestionOutcome outcome, int accepted, IngestionDraft draft) => outcome switch
    {
        IngestionOutcome.Stored => "",
        IngestionOutcome.AllRejected => $"None of the {draft.Rejected.Count} events is usable; 'errors' says what is wrong with each.",
        IngestionOutcome.TooMany => "The request is larger than the log takes at once. Send it in parts.",
        _ => $"{accepted} events are stored, {draft.Rejected.Count} are not; 'errors' says which. Send the request again: with ids, or producer and sequence, what is stored is not stored twice.",
    };
}
