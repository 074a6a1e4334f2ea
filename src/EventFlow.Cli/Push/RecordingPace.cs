namespace EventFlow.Cli.Push;

/// <summary>When a row of a recording is due, and which time it carries. Knows the recording's clock only.</summary>
internal sealed class RecordingPace
{
    private readonly double? _speed;
    private readonly long _first;

    /// <param name="request">Speed and shift.</param>
    /// <param name="first">Earliest time in the recording, unix ms.</param>
    /// <param name="last">Latest time in the recording, unix ms; matters only when shifting.</param>
    /// <param name="start">When the push starts.</param>
    public RecordingPace(PushRequest request, long first, long last, DateTimeOffset start)
    {
        _speed = request.Speed;
        _first = first;
        ShiftMs = request.ShiftToNow ? Shift(first, last, start.ToUnixTimeMilliseconds()) : 0;
    }

    /// <summary>Added to the recording's times, ms.</summary>
    public long ShiftMs { get; }

    /// <summary>How long after the start of the push a row is due; zero when speed is no matter.</summary>
    public TimeSpan Due(long timestamp) => _speed is { } speed ? TimeSpan.FromMilliseconds(Math.Max(0, timestamp - _first) / speed) : TimeSpan.Zero;

    // The last row carries the moment it is sent. Slower than real time the first row does instead: times ahead of the clock would be refused.
    private long Shift(long first, long last, long start) => _speed < 1 ? start - first : start + (long)Due(last).TotalMilliseconds - last;
}
