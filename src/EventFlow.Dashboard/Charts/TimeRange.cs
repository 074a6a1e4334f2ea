namespace EventFlow.Dashboard.Charts;

/// <summary>A span a page shows: the last so many milliseconds, following the clock (<see cref="Window"/> &gt; 0), or two fixed times (unix ms).</summary>
public readonly record struct TimeRange(long Window, long From, long To)
{
    private const long Minute = 60_000;

    /// <summary>The spans to choose from, with their names.</summary>
    public static readonly IReadOnlyList<(string Name, long Window, string Words)> Presets =
    [
        ("15m", 15 * Minute, "15 min"), ("1h", 60 * Minute, "1 h"), ("6h", 360 * Minute, "6 h"), ("24h", 1440 * Minute, "24 h"),
    ];

    /// <summary>Whether it follows the clock.</summary>
    public bool IsLive => Window > 0;

    /// <summary>How long it is, ms.</summary>
    public long Length => IsLive ? Window : To - From;

    /// <summary>The last so many milliseconds.</summary>
    public static TimeRange Last(long window) => new(window, 0, 0);

    /// <summary>Two fixed times; exchanged when they are the wrong way round, at least a second apart.</summary>
    public static TimeRange Between(long from, long to) => from <= to ? new(0, from, Math.Max(to, from + 1000)) : new(0, to, from);

    /// <summary>Reads what an address holds; the last 15 minutes when it holds nothing that can be read.</summary>
    public static TimeRange Parse(string? name, long? from, long? to)
    {
        if (from is { } a && to is { } b && a != b) return Between(a, b);
        foreach (var preset in Presets)
            if (preset.Name == name) return Last(preset.Window);
        return Last(Presets[0].Window);
    }

    /// <summary>The query of an address that leads back to this range.</summary>
    public string ToQuery()
    {
        if (!IsLive) return $"from={From}&to={To}";
        foreach (var preset in Presets)
            if (preset.Window == Window) return "range=" + preset.Name;
        return "range=" + Presets[0].Name;
    }

    /// <summary>Start and end at a time.</summary>
    public (long From, long To) At(long now) => IsLive ? (now - Window, now) : (From, To);

    /// <summary>The span around the newest sample: as long as this one, or a day when that sample is older than a day, since recordings are often coarse.</summary>
    public TimeRange EndingAt(long newest, long now)
    {
        var day = 1440 * Minute;
        var length = now - newest > day ? Math.Max(Length, day) : Length;
        var end = newest + length / 50;
        return Between(end - length, end);
    }

    /// <summary>Moved by a share of its length; no longer live.</summary>
    public TimeRange Moved(double share, long now)
    {
        var (from, to) = At(now);
        var by = (long)((to - from) * share);
        return Between(from + by, to + by);
    }

    /// <summary>Wider by a factor around its middle; no longer live.</summary>
    public TimeRange Scaled(double factor, long now)
    {
        var (from, to) = At(now);
        var more = (long)((to - from) * (factor - 1) / 2);
        return Between(from - more, to + more);
    }
}
