namespace EventFlow.SegmentLog;

/// <summary>
/// A place in a partition from which frames are read in order, for one reader at a time. It keeps its segment's file open,
/// so what it has begun it can finish even if retention deletes the segment meanwhile. Dispose it.
/// </summary>
public sealed class LogCursor : IDisposable
{
    private readonly SegmentSet _segments;
    private readonly DamageRegister _damages;
    private readonly AppendWaiters _waiters;
    private readonly long _fromTimeMs;
    private readonly long _toTimeMs;
    private Segment? _segment;
    private long _position;
    private long _expectedOffset;
    private bool _placedByIndex;

    // Of the last read: so that the next takes from the disk about as much as it may hand out.
    private double _storedPerRaw = 1;
    private long _undecodableAt = -1;
    private bool _disposed;

    internal LogCursor(SegmentSet segments, DamageRegister damages, AppendWaiters waiters, long offset, long fromTimeMs, long toTimeMs)
    {
        _segments = segments;
        _damages = damages;
        _waiters = waiters;
        _fromTimeMs = fromTimeMs;
        _toTimeMs = toTimeMs;
        NextOffset = offset;
    }

    /// <summary>The offset the next read begins with.</summary>
    public long NextOffset { get; private set; }

    private bool FiltersTime => _fromTimeMs != long.MinValue || _toTimeMs != long.MaxValue;

    /// <summary>Goes to another offset.</summary>
    public void Seek(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Leave();
        NextOffset = offset;
    }

    /// <summary>Completes when the next read would find something: true; or when the log closes: false.</summary>
    public ValueTask<bool> WaitForAppendAsync(CancellationToken cancellationToken = default) => _waiters.WaitAsync(NextOffset, cancellationToken);

    /// <summary>Reads on.</summary>
    /// <param name="maxBytes">Bytes to read at once, and bytes of payload to hand out, from 64; a single larger frame is read whole all the same. Default 1 MiB.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Whole frames in order; the caller disposes it.</returns>
    /// <exception cref="IOException">The disk refuses to read.</exception>
    public async ValueTask<LogReadResult> ReadAsync(int maxBytes = 1 << 20, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, FrameHeader.Size);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var result = new LogReadResult();
        try
        {
            while (!result.HasContent)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Approach(result) is { } end)
                {
                    return Ended(result, end);
                }

                await ReadChunkAsync(result, maxBytes, cancellationToken).ConfigureAwait(false);
                NextOffset = Math.Max(NextOffset, _expectedOffset);
            }

            return Ended(result, ReadOutcome.Read);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _disposed = true;
        Leave();
    }

    private LogReadResult Ended(LogReadResult result, ReadOutcome outcome) => result.Ended(outcome, NextOffset, _segments.FirstOffset);

    /// <summary>Comes to stand before committed bytes; otherwise says why there are none.</summary>
    private ReadOutcome? Approach(LogReadResult result)
    {
        while (!_segments.Closed)
        {
            if (_segment is null)
            {
                if (Enter() is { } refused)
                {
                    return refused;
                }
            }

            // In this order: a segment seen as sealed has a final summary.
            var isFinal = _segment!.Sealed;
            var summary = _segment.Summary;
            SkipByTime(summary);
            if (_position < summary.Bytes)
            {
                return null;
            }

            if (!isFinal)
            {
                ReportGap(result, summary.EndOffset, _segment, summary.Bytes);
                NextOffset = Math.Max(NextOffset, _expectedOffset);
                return ReadOutcome.EndOfLog;
            }

            NextOffset = Math.Max(NextOffset, _expectedOffset);
            if (!MoveOn(result, summary))
            {
                return ReadOutcome.EndOfLog;
            }
        }

        return ReadOutcome.Closed;
    }

    private ReadOutcome? Enter()
    {
        while (true)
        {
            if (NextOffset < _segments.FirstOffset)
            {
                return ReadOutcome.OffsetExpired;
            }

            if (NextOffset > _segments.NextOffset)
            {
                return ReadOutcome.OffsetBeyondEnd;
            }

            var segment = _segments.Find(NextOffset);
            if (segment.TryAcquire())
            {
                _segment = segment;
                PlaceInSegment();
                return null;
            }
        }
    }

    private void PlaceInSegment()
    {
        var block = _segment!.Index().FindOffset(NextOffset);
        StandAt(block?.Position ?? SegmentHeader.Size, block?.FirstOffset ?? _segment.BaseOffset, byIndex: block is not null);
    }

    private void StandAt(long position, long expectedOffset, bool byIndex)
    {
        _position = position;
        _expectedOffset = expectedOffset;
        _placedByIndex = byIndex;
    }

    private void SkipByTime(SegmentSummary summary)
    {
        if (!FiltersTime || _position >= summary.Bytes)
        {
            return;
        }

        var block = summary.Overlaps(_fromTimeMs, _toTimeMs)
            ? _segment!.Index().SkipTo(_position, _fromTimeMs, _toTimeMs)
            : new IndexEntry(long.MaxValue, 0, 0, 0);
        if (block is { } ahead)
        {
            var isEnd = ahead.Position >= summary.Bytes;

            // NextOffset follows only once a frame has confirmed the place: the index may lie.
            StandAt(isEnd ? summary.Bytes : ahead.Position, isEnd ? summary.EndOffset : ahead.FirstOffset, byIndex: !isEnd);
        }
    }

    /// <summary>From the end of a sealed segment to the next one; false if there is none yet.</summary>
    private bool MoveOn(LogReadResult result, SegmentSummary summary)
    {
        var next = _segments.After(_segment!, out var removed);
        if (next is null && !removed)
        {
            return false;
        }

        if (next is not null)
        {
            ReportGap(result, next.BaseOffset, _segment!, summary.Bytes);
        }

        Leave();
        if (next is not null && next.TryAcquire())
        {
            _segment = next;
            StandAt(SegmentHeader.Size, next.BaseOffset, byIndex: false);
        }

        return true;
    }

    private async ValueTask ReadChunkAsync(LogReadResult result, int maxBytes, CancellationToken cancellationToken)
    {
        var segment = _segment!;
        var available = segment.Summary.Bytes - _position;
        var wanted = (int)Math.Min(available, Math.Max(FrameHeader.Size, maxBytes * _storedPerRaw));
        while (true)
        {
            var buffer = result.RentBuffer(wanted);
            var read = await segment.ReadAsync(buffer.AsMemory(0, wanted), _position, cancellationToken).ConfigureAwait(false);
            var needed = Parse(result, buffer.AsMemory(0, read), maxBytes);
            if (needed == 0)
            {
                return;
            }

            if (needed < 0 || needed > available || read < wanted)
            {
                PassDamage(result, segment);
                return;
            }

            wanted = (int)needed;
        }
    }

    /// <summary>Takes the whole frames out of a chunk. Returns 0 if it got on, the bytes of the first frame if the chunk is too short for it, -1 for damage at its start.</summary>
    private long Parse(LogReadResult result, ReadOnlyMemory<byte> chunk, int maxBytes)
    {
        var at = 0;
        while (chunk.Length - at >= FrameHeader.Size)
        {
            var isSound = FrameHeader.TryRead(chunk.Span[at..], _segment!.Seed, out var frame) && frame.FirstOffset >= _expectedOffset;
            if (_placedByIndex && (!isSound || frame.FirstOffset != _expectedOffset))
            {
                return Replace();
            }

            _placedByIndex = false;
            if (isSound && chunk.Length - at < frame.FrameBytes)
            {
                return at == 0 ? frame.FrameBytes : 0;
            }

            if (isSound && result.Frames.Count > 0 && result.PayloadBytes + frame.RawBytes > maxBytes)
            {
                break;
            }

            if (!isSound || !TakeFrame(result, frame, chunk[at..], maxBytes))
            {
                return at == 0 ? -1 : 0;
            }

            at += (int)frame.FrameBytes;
        }

        if (result.PayloadBytes > 0)
        {
            _storedPerRaw = Math.Clamp((double)at / result.PayloadBytes, 1.0 / Lz4Block.MostExpansion, 1);
        }

        return at == 0 ? -1 : 0;
    }

    /// <summary>The index has sent us to a place where no such frame is: build a true one and begin again.</summary>
    private long Replace()
    {
        _segment!.DistrustIndex();
        PlaceInSegment();
        _placedByIndex = false;
        return 0;
    }

    /// <summary>The chunk begins with the frame and goes on with what has been read of those after it.</summary>
    private bool TakeFrame(LogReadResult result, in FrameHeader frame, ReadOnlyMemory<byte> chunk, int maxBytes)
    {
        var payload = chunk.Slice(FrameHeader.Size, frame.StoredBytes);
        var isWanted = frame.EndOffset > NextOffset && frame.MinEventTimeMs < _toTimeMs && frame.MaxEventTimeMs >= _fromTimeMs;
        if (isWanted && (!frame.PayloadMatches(payload.Span) || !TryUnpack(result, frame, chunk, maxBytes, ref payload)))
        {
            return false;
        }

        ReportGap(result, frame.FirstOffset, _segment!, _position);
        if (isWanted)
        {
            result.Add(new LogFrame(frame.FirstOffset, frame.Count, frame.MinEventTimeMs, frame.MaxEventTimeMs, frame.AppendTimeMs, payload));
        }

        _position += frame.FrameBytes;
        _expectedOffset = frame.EndOffset;
        return true;
    }

    private bool TryUnpack(LogReadResult result, in FrameHeader frame, ReadOnlyMemory<byte> chunk, int maxBytes, ref ReadOnlyMemory<byte> payload)
    {
        if (frame.Compression == PayloadCompression.None)
        {
            return true;
        }

        if (result.UnpackSpaceLeft < frame.RawBytes)
        {
            result.RentUnpackSpace(Math.Max(frame.RawBytes, RawBytesAhead(chunk, maxBytes)));
        }

        var unpacked = result.TakeUnpackSpace(frame.RawBytes);
        if (!Lz4Block.TryDecompress(payload.Span, unpacked.Span))
        {
            // The checksum agrees, so it was written like this: no second look will find it sound.
            _undecodableAt = _position;
            return false;
        }

        payload = unpacked;
        return true;
    }

    /// <summary>What the compressed frames of a chunk will take when unpacked, up to a limit, so that one piece of memory serves them all.</summary>
    private int RawBytesAhead(ReadOnlyMemory<byte> chunk, int limit)
    {
        var (at, bytes) = (0L, 0L);
        while (bytes < limit && chunk.Length - at >= FrameHeader.Size && FrameHeader.TryRead(chunk.Span[(int)at..], _segment!.Seed, out var frame))
        {
            bytes += frame.Compression == PayloadCompression.None ? 0 : frame.RawBytes;
            at += frame.FrameBytes;
        }

        return (int)Math.Min(bytes, limit);
    }

    private void PassDamage(LogReadResult result, Segment segment)
    {
        var summary = segment.Summary;
        using var scanner = new FrameScanner(segment.File, summary.Bytes, segment.Seed);
        var check = scanner.Check(_position, out var frame);
        if (check == FrameCheck.Intact && _position == _undecodableAt)
        {
            check = FrameCheck.BadPayload;
        }

        if (check == FrameCheck.Intact && frame.FirstOffset >= _expectedOffset)
        {
            // What could not be read a moment ago can be now; the next round reads it.
            return;
        }

        var nothingFollows = new LostRange(
            _expectedOffset, EndOf(segment, summary), LossReason.HeaderDamaged, segment.Name, _position, summary.Bytes - _position);
        var damage = FrameResync.After(scanner, check, frame, _position, _expectedOffset, segment.Name) ?? nothingFollows;
        _damages.Report(damage, segment.File);
        if (damage.EndOffset > NextOffset)
        {
            result.AddLost(damage with { FirstOffset = Math.Max(damage.FirstOffset, NextOffset) });
        }

        StandAt(_position + damage.ByteCount, damage.EndOffset, byIndex: false);
    }

    private long EndOf(Segment segment, SegmentSummary summary) => _segments.After(segment, out _)?.BaseOffset ?? summary.EndOffset;

    private void ReportGap(LogReadResult result, long upTo, Segment segment, long position)
    {
        if (upTo > Math.Max(_expectedOffset, NextOffset))
        {
            var gap = new LostRange(Math.Max(_expectedOffset, NextOffset), upTo, LossReason.Missing, segment.Name, position, 0);
            _damages.Report(gap, null);
            result.AddLost(gap);
        }

        if (upTo > _expectedOffset)
        {
            _expectedOffset = upTo;
            NextOffset = Math.Max(NextOffset, upTo);
        }
    }

    private void Leave()
    {
        _segment?.Release();
        _segment = null;
    }
}
