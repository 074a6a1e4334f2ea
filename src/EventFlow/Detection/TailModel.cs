using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// The upper tail of a statistic that is never negative, learned as it comes: the level that one sample in two hundred exceeds, and how far those exceed it (peaks over threshold; excesses of
/// the logarithm are taken as exponential, a Pareto tail, which suits the heavy tails of real measurements). Knows no unit: scaling the statistic changes no score. 16 bytes.
/// </summary>
internal struct TailModel
{
    private const double Share = 0.005;
    private const double SlowestStep = 0.03;
    private const int Beginning = 30;
    private const double Memory = 100;

    // What an excess is expected to be before any was seen, worth that many excesses: a tail twice as heavy as the normal one.
    private const double UsualExcess = 0.2;
    private const double UsualWeight = 10;

    private const double LargestExcess = 5;
    private static readonly double Base = -Math.Log10(Share);
    private static readonly double SlowestFall = Math.Exp(-SlowestStep * Share);

    private float _level;
    private float _excess;
    private float _weight;
    private int _count;

    /// <summary>Whether enough was seen to judge.</summary>
    public readonly bool IsKnown => _count >= Beginning;

    /// <summary>Negative decimal logarithm of how rarely the statistic is so large.</summary>
    public readonly double Score(double statistic)
    {
        if (_count < Beginning || !(statistic > 0)) return 0;
        if (statistic <= _level) return Base * Math.Sqrt(statistic / _level);
        return Base + Math.Log(statistic / Math.Max(_level, float.Epsilon)) / MeanExcess / Math.Log(10);
    }

    /// <summary>The statistic that has a score; the inverse of <see cref="Score"/> above the base.</summary>
    public readonly double Limit(double score) => _level * Math.Exp(Math.Min(200, Math.Max(0, score - Base) * MeanExcess * Math.Log(10)));

    /// <summary>Learns one statistic.</summary>
    public void Learn(double statistic)
    {
        // What says nothing yet teaches nothing either; later, nothing is a small statistic.
        if (!(statistic > 0) && _count < Beginning) return;
        if (_count < int.MaxValue) _count++;
        if (_count <= Beginning)
        {
            _level = Math.Max(_level, (float)Math.Min(statistic, TailRange.Largest));
            return;
        }

        var step = Math.Max(SlowestStep, 3 / (1 + _count * 0.03));
        if (statistic > _level)
        {
            _excess = (float)(_excess * (1 - 1 / Memory) + Math.Min(Math.Log(statistic / Math.Max(_level, float.Epsilon)), LargestExcess));
            _weight = (float)(_weight * (1 - 1 / Memory) + 1);
            _level = (float)Math.Min(Math.Max(_level, TailRange.Smallest) * Math.Exp(step * (1 - Share)), TailRange.Largest);
        }
        else _level = (float)(_level * (step > SlowestStep ? Math.Exp(-step * Share) : SlowestFall));
    }

    public readonly void Save(IBufferWriter<byte> state)
    {
        state.WriteSingle(_level);
        state.WriteSingle(_excess);
        state.WriteSingle(_weight);
        state.WriteInt32(_count);
    }

    public void Load(ref StateReader state)
    {
        _level = state.ReadSingle(0, TailRange.Largest);
        _excess = state.ReadSingle(0, (float)(LargestExcess * Memory * 2));
        _weight = state.ReadSingle(0, (float)(Memory * 2));
        _count = state.ReadInt32(0, int.MaxValue);
    }

    private readonly double MeanExcess => (_excess + UsualExcess * UsualWeight) / (_weight + UsualWeight);
}
