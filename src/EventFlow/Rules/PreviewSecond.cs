using EventFlow.LogPatterns;

namespace EventFlow.Rules;

/// <summary>What a service reported in one second, as a preview collects it.</summary>
internal sealed class PreviewSecond
{
    private LogPatternTally? _patterns;

    public int Records { get; set; }

    public int Errors { get; set; }

    public int Others { get; set; }

    public long ReceivedAt { get; set; }

    public LogPatternTally Patterns => _patterns ?? LogPatternTally.None;

    public void Add(LogPattern pattern, long epoch) => (_patterns ??= new()).Add(pattern, epoch);
}
