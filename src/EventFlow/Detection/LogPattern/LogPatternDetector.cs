using System.Buffers;
using System.Globalization;
using EventFlow.LogPatterns;

namespace EventFlow.Detection;

/// <summary>
/// Finds patterns of messages that were never seen, and known ones that are suddenly frequent. Each pattern has its own usual rate; a count in the window is as surprising as it is improbable as
/// Poisson events of that rate, known only as well as the time it was watched for allows. A pattern never seen is the case of a rate known from no event at all.
/// </summary>
public sealed class LogPatternDetector : IServiceDetector
{
    private const int MostUses = 500;
    private const int LongestTemplate = 160;

    private readonly LogPatternDetectorOptions _options;
    private readonly List<PatternUse> _uses = [];
    private readonly Dictionary<long, PatternUse> _byId = [];
    private readonly long _bucketMs;
    private readonly double _fade;
    private readonly string _quantity;
    private long _epoch = long.MinValue;
    private long _newest = long.MinValue;
    private long _first;
    private long _time;
    private double _seconds;

    /// <summary>A detector that has seen nothing yet.</summary>
    public LogPatternDetector(LogPatternDetectorOptions options)
    {
        _options = options;
        _bucketMs = Math.Max(1, (long)(options.WindowSeconds * 1000 / CountWindow.Buckets));
        _fade = Math.Pow(0.5, BucketSeconds / options.MemorySeconds);
        _quantity = string.Create(CultureInfo.InvariantCulture, $"records of one pattern in {options.WindowSeconds:0.#} s");
    }

    private double BucketSeconds => _bucketMs / 1000.0;

    private bool IsLearning => _seconds < _options.LearnSeconds;

    /// <inheritdoc/>
    public ServiceResult Observe(in ServiceObservation observation)
    {
        SlideTo(observation.Time);
        var patterns = observation.Patterns;
        if (patterns.Count > 0 && patterns.Epoch != _epoch) Begin(patterns.Epoch);
        var bucket = CountWindow.BucketOf(observation.Time, _bucketMs);
        for (var i = 0; i < patterns.Count; i++)
        {
            var (pattern, absorbed, records) = patterns[i];
            if (Rank(pattern.Level) < Rank(_options.MinLevel)) continue;
            var use = UseOf(pattern, absorbed);
            if (bucket <= _newest && bucket > _newest - CountWindow.Buckets) use.Add(CountWindow.Index(bucket), records);
        }

        return Judge();
    }

    /// <inheritdoc/>
    public ServiceResult Tick(in ServiceTick tick)
    {
        if (tick.Live) SlideTo(tick.Time);
        return Judge();
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_epoch);
        state.WriteInt64(_newest);
        state.WriteInt64(_first);
        state.WriteInt64(_time);
        state.WriteDouble(_seconds);
        state.WriteInt32(_uses.Count);
        foreach (var use in _uses) use.Save(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        Forget();
        var reader = new StateReader(state);
        (_epoch, _newest, _first, _time, _seconds) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble());
        var count = reader.ReadInt32(0, MostUses);
        for (var i = 0; i < count && !reader.Failed; i++) Keep(PatternUse.Load(ref reader));
        if (reader.AtEnd && _uses.Count == count && _seconds >= 0 && !_uses.Exists(static u => u.Usual < 0)) return true;
        Forget();
        return false;
    }

    private ServiceResult Judge()
    {
        if (IsLearning) return new(_time, 0, _quantity, DetectionResult.Warming);
        var (most, highest, lingers) = ((PatternUse?)null, 0.0, false);
        foreach (var use in _uses)
        {
            if (use.InWindow < _options.MinRecords || !IsWanted(use)) continue;
            var score = Surprise(use, use.InWindow);
            lingers |= score > _options.Surprise / 2;
            if (score > highest) (most, highest) = (use, score);
        }

        var verdict = highest >= _options.Surprise ? Verdict.Anomalous : lingers ? Verdict.Lingering : Verdict.Normal;
        if (most is null) return new(_time, 0, _quantity, DetectionResult.Of(Verdict.Normal, 0, null, null, null));
        return new(_time, most.InWindow, _quantity, DetectionResult.Of(
            verdict, highest, UsualOf(most), null, verdict == Verdict.Normal ? null : HighestUsual(most), verdict == Verdict.Anomalous ? Reason(most) : null) with { Signal = verdict == Verdict.Normal ? null : most.Template });
    }

    private bool IsWanted(PatternUse use) => _options.Finds switch { LogPatternNews.New => use.IsNew, LogPatternNews.Frequent => !use.IsNew, _ => true };

    private double Surprise(PatternUse use, double records) => Tail.CountScore(records, use.Usual, _seconds / _options.WindowSeconds);

    private bool IsOdd(PatternUse use, double records) => records >= _options.MinRecords && IsWanted(use) && Surprise(use, records) >= _options.Surprise;

    private double UsualOf(PatternUse use) => _seconds > 0 ? use.Usual / _seconds * _options.WindowSeconds : 0;

    private string Reason(PatternUse use)
    {
        var template = use.Template.Length <= LongestTemplate ? use.Template : string.Concat(use.Template.AsSpan(0, LongestTemplate), "…");
        return use.IsNew
            ? $"new message pattern: '{template}'"
            : string.Create(CultureInfo.InvariantCulture, $"message pattern suddenly frequent: '{template}', usually {UsualOf(use):0.##} in such a span");
    }

    /// <summary>The highest count that would not be odd.</summary>
    private double HighestUsual(PatternUse use)
    {
        double low = 0, high = Math.Max(_options.MinRecords, use.InWindow);
        while (high - low > 1)
        {
            var middle = Math.Floor((low + high) / 2);
            if (IsOdd(use, middle)) high = middle;
            else low = middle;
        }

        return low;
    }

    // As the window of counts does it: what leaves becomes the past; a gap longer than the window is no evidence.
    private void SlideTo(long time)
    {
        var bucket = CountWindow.BucketOf(time, _bucketMs);
        if (_newest == long.MinValue) (_newest, _first, _time) = (bucket, bucket, time);
        _time = Math.Max(_time, time);
        if (bucket <= _newest) return;
        var gap = bucket - _newest > CountWindow.Buckets;
        for (var steps = Math.Min(bucket - _newest, CountWindow.Buckets); steps > 0; steps--)
        {
            _newest++;
            Leave(CountWindow.Index(_newest), isEvidence: _newest - CountWindow.Buckets >= _first);
        }

        _newest = bucket;
        if (gap) _first = bucket;
        _uses.RemoveAll(use => use.IsIdle && _byId.Remove(use.Id));
    }

    private void Leave(int index, bool isEvidence)
    {
        foreach (var use in _uses)
        {
            var isOdd = !IsLearning && use.InWindow > 0 && IsOdd(use, use.InWindow);
            use.OddSeconds = isOdd ? use.OddSeconds + BucketSeconds : 0;
            var records = use.Take(index);
            if (!isEvidence) continue;
            use.Usual *= _fade;
            if (isOdd && use.OddSeconds <= _options.HoldSeconds) continue;
            use.Usual += records;
            if (records > 0) use.IsNew = false;
        }

        if (isEvidence) _seconds = _seconds * _fade + BucketSeconds;
    }

    private PatternUse UseOf(LogPattern pattern, int absorbed)
    {
        if (!_byId.TryGetValue(pattern.Id, out var use))
        {
            if (_uses.Count == MostUses) Drop(_uses.MinBy(static u => (u.InWindow, u.Usual))!);
            Keep(use = new(pattern.Id) { IsNew = !IsLearning });
        }

        for (; use.Absorbed < absorbed; use.Absorbed++)
        {
            if (!_byId.TryGetValue(pattern.Absorbed[use.Absorbed], out var other)) continue;
            use.Absorb(other);
            Drop(other);
        }

        use.Template = pattern.Template;
        return use;
    }

    private void Keep(PatternUse use)
    {
        _uses.Add(use);
        _byId[use.Id] = use;
    }

    private void Drop(PatternUse use)
    {
        _uses.Remove(use);
        _byId.Remove(use.Id);
    }

    // What the service's patterns were is lost, and with it what was learned of them.
    private void Begin(long epoch)
    {
        if (_epoch != long.MinValue)
        {
            _uses.Clear();
            _byId.Clear();
            _seconds = 0;
        }

        _epoch = epoch;
    }

    private void Forget()
    {
        _uses.Clear();
        _byId.Clear();
        (_epoch, _newest, _first, _time, _seconds) = (long.MinValue, long.MinValue, 0, 0, 0);
    }

    private static int Rank(LogSeverity level) => (int)(level == LogSeverity.Unspecified ? LogSeverity.Info : level);
}
