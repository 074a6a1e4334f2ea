using System.Text;

namespace EventFlow.LogPatterns;

/// <summary>Log messages that differ only in what varies. Changed by its <see cref="LogPatternMiner"/> alone. Times are event time, unix ms.</summary>
public sealed class LogPattern
{
    /// <summary>Minutes of which the records are counted apart.</summary>
    public const int Minutes = 30;

    private const long MinuteMs = 60_000;

    private readonly int[] _minutes = new int[Minutes];
    private long _newestMinute = long.MinValue;
    private byte[] _text;
    private string? _template;

    internal LogPattern(long id, LogSeverity level, ulong pathKey, ulong[] tokens, byte[] text)
    {
        (Id, Level, PathKey, Tokens, _text) = (id, level, pathKey, tokens, text);
    }

    /// <summary>Ascends with the patterns of a service; never given twice.</summary>
    public long Id { get; }

    /// <summary>Severity of its records.</summary>
    public LogSeverity Level { get; }

    /// <summary>Records so far.</summary>
    public long Count { get; internal set; }

    /// <summary>The earliest record.</summary>
    public long FirstSeen { get; internal set; } = long.MaxValue;

    /// <summary>The latest record.</summary>
    public long LastSeen { get; internal set; } = long.MinValue;

    /// <summary>The message with <c>&lt;*&gt;</c> for what varies.</summary>
    public string Template => _template ??= Encoding.UTF8.GetString(_text);

    /// <summary>Ids of the patterns that turned out to be this one.</summary>
    internal List<long> Absorbed { get; } = [];

    /// <summary>Key of the branch of the tree below which it lies.</summary>
    internal ulong PathKey { get; }

    /// <summary>Hashes of its words; that of the wildcard where anything matches.</summary>
    internal ulong[] Tokens { get; }

    /// <summary>The template, UTF-8.</summary>
    internal ReadOnlySpan<byte> Text => _text;

    /// <summary>Place in the tally of the second at hand, for who counts records by pattern.</summary>
    internal (object? Tally, int Index) Mark { get; set; }

    /// <summary>Records of each of the last <see cref="Minutes"/> minutes up to a time, oldest first.</summary>
    public int[] CountsUntil(long time)
    {
        var counts = new int[Minutes];
        var last = MinuteOf(time);
        for (var i = 0; i < Minutes; i++)
        {
            var minute = last - (Minutes - 1) + i;
            if (minute <= _newestMinute && minute > _newestMinute - Minutes) counts[i] = _minutes[Index(minute)];
        }

        return counts;
    }

    internal void Add(long time, int count = 1)
    {
        Count += count;
        FirstSeen = Math.Min(FirstSeen, time);
        LastSeen = Math.Max(LastSeen, time);
        var minute = MinuteOf(time);
        if (minute != _newestMinute) SlideTo(minute);
        if (minute > _newestMinute - Minutes) _minutes[Index(minute)] += count;
    }

    /// <summary>Takes over what another pattern counted, which turned out to be this one.</summary>
    internal void Absorb(LogPattern other)
    {
        Absorbed.Add(other.Id);
        Absorbed.AddRange(other.Absorbed);
        Count += other.Count;
        FirstSeen = Math.Min(FirstSeen, other.FirstSeen);
        LastSeen = Math.Max(LastSeen, other.LastSeen);
        if (other._newestMinute == long.MinValue) return;
        SlideTo(other._newestMinute);
        for (var minute = other._newestMinute; minute > other._newestMinute - Minutes; minute--)
            if (minute > _newestMinute - Minutes) _minutes[Index(minute)] += other._minutes[Index(minute)];
    }

    /// <summary>Anything matches now at these places.</summary>
    internal void Widen(ulong places)
    {
        var words = Template.Split(' ');
        for (var i = 0; i < Tokens.Length; i++)
        {
            if ((places >> i & 1) == 0) continue;
            Tokens[i] = MessageTokens.WildHash;
            words[i] = "<*>";
        }

        _text = Encoding.UTF8.GetBytes(string.Join(' ', words));
        _template = null;
    }

    internal (long Newest, int[] Counts) SaveMinutes() => (_newestMinute, _minutes);

    internal void LoadMinutes(long newest, ReadOnlySpan<int> counts)
    {
        _newestMinute = newest;
        counts.CopyTo(_minutes);
    }

    private void SlideTo(long minute)
    {
        if (minute <= _newestMinute) return;
        if (_newestMinute == long.MinValue || minute - _newestMinute >= Minutes) Array.Clear(_minutes);
        else
            for (var m = _newestMinute + 1; m <= minute; m++) _minutes[Index(m)] = 0;
        _newestMinute = minute;
    }

    // Times beyond these years are held at the edge, where no arithmetic overflows.
    private static long MinuteOf(long time) => Math.Clamp(time, long.MinValue / 4, long.MaxValue / 4) / MinuteMs;

    private static int Index(long minute) => (int)(((minute % Minutes) + Minutes) % Minutes);
}
