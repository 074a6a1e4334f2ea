using System.Buffers;

namespace EventFlow.Detection;

/// <summary>A stay away from the level a series had: what that level was, how near the value has to come to have returned, and how many samples more it may last before it is accepted.</summary>
internal struct Excursion
{
    private int _left;

    /// <summary>Whether the value is still away.</summary>
    public readonly bool IsOpen => _left > 0;

    /// <summary>The level before it.</summary>
    public double Level { get; private set; }

    /// <summary>A value within this of the level has returned.</summary>
    public double Width { get; private set; }

    /// <summary>Score with which it began.</summary>
    public double Score { get; private set; }

    /// <summary>The signal that told of it.</summary>
    public Signal Signal { get; private set; }

    /// <summary>An excursion that begins with a value; one that may last no sample is over at once.</summary>
    public static Excursion Begin(double value, double level, double score, Signal signal, int samples) =>
        new() { _left = samples, Level = level, Width = Math.Abs(value - level) / 2, Score = score, Signal = signal };

    /// <summary>Takes the next value.</summary>
    public void Follow(double value)
    {
        if (_left > 0) _left = Math.Abs(value - Level) < Width ? 0 : _left - 1;
    }

    public readonly void Save(IBufferWriter<byte> state)
    {
        state.WriteInt32(_left);
        state.WriteDouble(Level);
        state.WriteDouble(Width);
        state.WriteDouble(Score);
        state.WriteByte((byte)Signal);
    }

    public void Load(ref StateReader state)
    {
        _left = state.ReadInt32(0, 100_000);
        Level = state.ReadDouble();
        Width = Math.Abs(state.ReadDouble());
        Score = Math.Clamp(state.ReadDouble(), 0, DetectionResult.Certain);
        Signal = (Signal)state.ReadByte(SignalReader.Count - 1);
    }
}
