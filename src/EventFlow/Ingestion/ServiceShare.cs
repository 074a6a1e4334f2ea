using System.Runtime.InteropServices;

namespace EventFlow.Ingestion;

/// <summary>What the frames of a delivery hold of one service, as it collects; used again for another service. What it gives away is a copy of just the right size.</summary>
internal sealed class ServiceShare
{
    private readonly List<ServiceFrame> _frames = [];
    private readonly List<SeriesShare> _series = [];
    private readonly List<long> _logOffsets = [];
    private readonly List<long> _logTimes = [];
    private readonly List<LogSeverity> _logLevels = [];
    private readonly List<ReadOnlyMemory<byte>> _logMessages = [];

    /// <summary>Records it has room for: one that held very many should not be kept.</summary>
    public int Capacity => Math.Max(_frames.Capacity, _logOffsets.Capacity);

    /// <summary>Forgets what it holds.</summary>
    public void Clear()
    {
        _frames.Clear();
        _series.Clear();
        _logOffsets.Clear();
        _logTimes.Clear();
        _logLevels.Clear();
        _logMessages.Clear();
    }

    public void AddSeries(SeriesShare series) => _series.Add(series);

    public void AddSample(EventBatch frame, long time)
    {
        ref var of = ref FrameOf(frame);
        of = of with { MetricSamples = of.MetricSamples + 1, NewestSample = Math.Max(of.NewestSample, time) };
    }

    public void AddLog(EventBatch frame, long offset, long time, LogSeverity level, ReadOnlyMemory<byte> message)
    {
        ref var of = ref FrameOf(frame);
        of = of with { Logs = of.Logs + 1 };
        _logOffsets.Add(offset);
        _logTimes.Add(time);
        _logLevels.Add(level);
        _logMessages.Add(message);
    }

    public void AddDomainEvent(EventBatch frame)
    {
        ref var of = ref FrameOf(frame);
        of = of with { DomainEvents = of.DomainEvents + 1 };
    }

    public ServiceBatch ToBatch(string source) => new(source, [.. _frames], _series.ConvertAll(static s => s.Latest), [.. _logOffsets], [.. _logTimes], [.. _logLevels]) { LogMessages = [.. _logMessages] };

    private ref ServiceFrame FrameOf(EventBatch frame)
    {
        var frames = CollectionsMarshal.AsSpan(_frames);
        if (frames.IsEmpty || frames[^1].FirstOffset != frame.FirstOffset)
        {
            _frames.Add(new ServiceFrame(frame.FirstOffset, frame.LastOffset, frame.ReceivedAt, 0, long.MinValue, 0, 0));
            frames = CollectionsMarshal.AsSpan(_frames);
        }

        return ref frames[^1];
    }
}
