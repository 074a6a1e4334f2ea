namespace EventFlow.SegmentLog;

/// <summary>
/// The writing side of a partition, used by the committer's thread alone. A round goes: <see cref="Write"/>, <see cref="Sync"/>,
/// then either <see cref="Publish"/> or <see cref="Withdraw"/>; what is not published was never there.
/// </summary>
internal sealed class PartitionWriter(PartitionId id, SegmentSet segments, AppendWaiters waiters, ILogFileSystem files, string directory, PartitionBounds bounds, SegmentLogOptions options)
{
    private readonly List<(FrameHeader Frame, long Position, PendingAppend Append)> _written = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private readonly uint _tag = SegmentHeader.TagOf(id.Stream, id.Partition);
    private byte[] _headers = new byte[64 * FrameHeader.Size];
    private long _position = segments.Active.Summary.Bytes;
    private long _nextOffset = segments.Active.Summary.EndOffset;
    private PartitionBounds _bounds = bounds;
    private bool _hasUncommittedBytes;
    private long _appends;
    private long _bytesWritten;
    private long _syncs;

    public PartitionId Id => id;

    public SegmentSet Segments => segments;

    /// <summary>The appends of the round under way, in order of arrival.</summary>
    public List<PendingAppend> Round { get; } = [];

    /// <summary>How many of <see cref="Round"/> are on the disk and visible.</summary>
    public int Published { get; private set; }

    /// <summary>Appends committed since the partition was opened.</summary>
    public long Appends => Volatile.Read(ref _appends);

    /// <summary>Bytes committed since the partition was opened, headers included.</summary>
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>Syncs of this partition's segments since it was opened.</summary>
    public long Syncs => Volatile.Read(ref _syncs);

    /// <summary>What the disk said last, while it refuses; null while all is well.</summary>
    public string? Fault { get; set; }

    public void BeginRound()
    {
        Round.Clear();
        Published = 0;
    }

    /// <summary>Writes the round's frames behind the committed ones, all in one call unless a segment ends in between.</summary>
    public void Write(long nowMs)
    {
        if (_hasUncommittedBytes)
        {
            Withdraw();
        }

        var taken = 0;
        EnsureHeaderSpace(Round.Count);
        foreach (var append in Round)
        {
            if (MustRollBefore(append.FrameBytes, nowMs))
            {
                Flush(taken);
                Sync();
                Publish();
                taken = 0;
                Roll(nowMs);
            }

            Add(append, taken++, nowMs);
        }

        Flush(taken);
    }

    /// <summary>Sends the round's bytes on their way to the disk.</summary>
    public void StartSync()
    {
        if (_written.Count > 0)
        {
            segments.Active.File.StartSync(_written[0].Position, _position - _written[0].Position);
        }
    }

    public void Sync()
    {
        if (_written.Count > 0)
        {
            segments.Active.File.Sync();
            Volatile.Write(ref _syncs, _syncs + 1);
        }
    }

    public void Publish()
    {
        foreach (var (frame, position, append) in _written)
        {
            segments.Active.Publish(frame, position);
            append.FirstOffset = frame.FirstOffset;
        }

        Published += _written.Count;
        Volatile.Write(ref _bytesWritten, _bytesWritten + (_position - (_written.Count == 0 ? _position : _written[0].Position)));
        Volatile.Write(ref _appends, _appends + _written.Count);
        _written.Clear();
        _hasUncommittedBytes = false;
        waiters.Release(segments.NextOffset);
    }

    /// <summary>Takes back what a failed round has written. If the disk refuses that too, the next round tries again before it writes.</summary>
    public void Withdraw()
    {
        _written.Clear();
        _buffers.Clear();
        _hasUncommittedBytes = true;
        _position = segments.Active.Summary.Bytes;
        _nextOffset = segments.Active.Summary.EndOffset;
        segments.Active.File.SetLength(_position);

        // After a failed sync the system may believe that lost pages are on the disk; only a sync that works makes the file usable again.
        segments.Active.File.Sync();
        _hasUncommittedBytes = false;
    }

    /// <summary>Closes a segment that has come of age, so that retention can take it.</summary>
    public void RollIfAged(long nowMs)
    {
        if (!_hasUncommittedBytes && IsAged(nowMs))
        {
            Roll(nowMs);
        }
    }

    /// <summary>Removes the oldest segment for good. The active one stays.</summary>
    public void DeleteOldest()
    {
        var oldest = segments.Snapshot[0];
        (_bounds with { FirstOffset = segments.Snapshot[1].BaseOffset }).Save(files, directory, durable: true);
        _bounds = _bounds with { FirstOffset = segments.Snapshot[1].BaseOffset };
        segments.RemoveOldest();
        oldest.Delete();
    }

    public void Close()
    {
        if (_hasUncommittedBytes)
        {
            TryWithdraw();
        }

        segments.Active.Seal();
        segments.Closed = true;
        waiters.Close();
    }

    private void TryWithdraw()
    {
        try
        {
            Withdraw();
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            // Refused before and said so then; the next start cuts or serves what is there.
        }
    }

    private bool MustRollBefore(long frameBytes, long nowMs) =>
        (_position + frameBytes > options.SegmentBytes && _position > SegmentHeader.Size) || IsAged(nowMs);

    private bool IsAged(long nowMs)
    {
        var active = segments.Active.Summary;
        return active.Frames > 0 && nowMs - active.FirstAppendMs >= (long)options.SegmentAge.TotalMilliseconds;
    }

    private void Roll(long nowMs)
    {
        var header = new SegmentHeader(_nextOffset, nowMs, SegmentSalt.Next(), _tag);
        var next = Segment.CreateActive(files, directory, header, options.IndexIntervalBytes);
        segments.Active.Seal();
        segments.Add(next);
        _bounds = _bounds with { ActiveOffset = next.BaseOffset };
        _bounds.TrySave(files, directory);
        _position = SegmentHeader.Size;
    }

    private void Add(PendingAppend append, int slot, long nowMs)
    {
        var batch = append.Batch;
        var frame = new FrameHeader(
            append.Payload.Bytes.Length, batch.Payload.Length, append.Payload.Compression, batch.Count, _nextOffset, batch.MinEventTimeMs, batch.MaxEventTimeMs, nowMs, append.PayloadChecksum);
        var header = _headers.AsMemory(slot * FrameHeader.Size, FrameHeader.Size);
        frame.Write(header.Span, segments.Active.Seed);
        _buffers.Add(header);
        if (!append.Payload.Bytes.IsEmpty)
        {
            _buffers.Add(append.Payload.Bytes);
        }

        _written.Add((frame, _position, append));
        _position += frame.FrameBytes;
        _nextOffset = frame.EndOffset;
    }

    private void Flush(int count)
    {
        if (count == 0)
        {
            return;
        }

        _hasUncommittedBytes = true;
        segments.Active.Append(_buffers, _written[0].Position);
        _buffers.Clear();
    }

    private void EnsureHeaderSpace(int frames)
    {
        if (_headers.Length < frames * FrameHeader.Size)
        {
            _headers = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(frames * FrameHeader.Size))];
        }
    }
}
