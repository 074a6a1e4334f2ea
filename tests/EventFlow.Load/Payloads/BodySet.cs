namespace EventFlow.Load;

/// <summary>The prepared bodies of a load, and which of them request number n sends, with which time. Thread safe: nothing changes.</summary>
internal sealed class BodySet
{
    private readonly IReadOnlyList<BodyTemplate> _bodies;
    private readonly PayloadOptions _options;
    private readonly int _perRound;

    /// <summary>Prepares bodies; <paramref name="frame"/> makes one of so many events that the writer gives.</summary>
    public BodySet(PayloadOptions options, Func<IEventWriter, int, BodyTemplate> frame)
    {
        if (options is { Gzip: true, Identity: IdentityKind.Ids })
        {
            throw new ArgumentException("Compressed bodies are made ahead and have no places for ids; use --identity sequence, or none.", nameof(options));
        }

        if (options.Kind == PayloadKind.Metrics && options.Series % options.Batch != 0)
        {
            throw new ArgumentException($"{options.Series} series do not divide into requests of {options.Batch} samples; choose numbers that do, so that each round holds each series once.", nameof(options));
        }

        _options = options;
        _perRound = options.Kind == PayloadKind.Metrics ? options.Series / options.Batch : 0;
        _bodies = [.. Prepare(frame)];
    }

    /// <summary>Bytes of the longest body.</summary>
    public int LongestBody => _bodies.Max(static b => b.Length);

    /// <summary>Mean bytes of an event, the frame of the body included.</summary>
    public double BytesPerEvent => _bodies.Average(b => (double)b.Length / b.Events);

    /// <summary>Events in each request.</summary>
    public int Batch => _options.Batch;

    /// <summary>Writes the body of a request into a buffer of at least <see cref="LongestBody"/> bytes and returns its length.</summary>
    public int Write(long request, long nowMs, Span<byte> buffer)
    {
        var body = _bodies[PlaceOf(request)];
        body.Write(buffer, _perRound == 0 ? nowMs : EventTimeOf(request), request * _options.Batch);
        return body.Length;
    }

    /// <summary>Event time of the samples of a request: series go forward a step each round, whatever the clock says.</summary>
    internal long EventTimeOf(long request) => _options.StartMs + request / _perRound * _options.StepMs;

    /// <summary>Rounds of metrics are sent there and back, so that no series ever jumps.</summary>
    internal int PlaceOf(long request)
    {
        if (_perRound == 0)
        {
            return (int)(request % _bodies.Count);
        }

        var rounds = _bodies.Count / _perRound;
        if (rounds == 1)
        {
            return (int)(request % _perRound);
        }

        var phase = (int)(request / _perRound % (2 * rounds - 2));
        return (phase < rounds ? phase : 2 * rounds - 2 - phase) * _perRound + (int)(request % _perRound);
    }

    private IEnumerable<BodyTemplate> Prepare(Func<IEventWriter, int, BodyTemplate> frame)
    {
        IEventWriter events = _options.Kind switch
        {
            PayloadKind.Metrics => new MetricWalks(_options.Series, _options.Seed, _options.StartMs, _options.StepMs),
            PayloadKind.Logs => new LogRecords(_options.Services, _options.Seed),
            _ => new DomainEvents(_options.Services, _options.Seed),
        };
        var count = _perRound == 0 ? _options.Bodies : _perRound * _options.Rounds;
        for (var i = 0; i < count; i++)
        {
            var body = frame(events, _options.Batch);
            yield return _options.Gzip ? BodyWriter.Compress(body, _perRound == 0 ? _options.StartMs : EventTimeOf(i)) : body;
        }
    }
}
