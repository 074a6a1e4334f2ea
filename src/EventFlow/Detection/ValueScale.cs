using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// Brings a series of any size near one: values are told apart from the first one, in units of a power of two, so that nothing is rounded and a billion that moves by a thousandth still moves.
/// </summary>
internal struct ValueScale
{
    private double _origin;
    private double _unit;
    private bool _begun;

    /// <summary>A value as the models see it, within ±1e30.</summary>
    public double In(double value)
    {
        if (!_begun) (_begun, _origin) = (true, value);
        if (_unit == 0)
        {
            var size = Math.Max(Math.Abs(_origin), Math.Abs(value));
            if (size == 0) return 0;
            _unit = Math.ScaleB(1, Math.Clamp(Math.ILogB(size), -1021, 1022));
        }

        // Halves, as the distance of two huge numbers need not be finite.
        return Math.Clamp((value / 2 - _origin / 2) / _unit * 2, -TailRange.Largest, TailRange.Largest);
    }

    /// <summary>Back in the unit of the series; held finite.</summary>
    public readonly double Out(double scaled) => Math.Clamp(scaled * _unit + _origin, -double.MaxValue, double.MaxValue);

    /// <summary>A distance back in the unit of the series; held finite.</summary>
    public readonly double OutDistance(double scaled) => Math.Min(scaled * _unit, double.MaxValue);

    public readonly void Save(IBufferWriter<byte> state)
    {
        state.WriteDouble(_origin);
        state.WriteDouble(_unit);
        state.WriteByte((byte)(_begun ? 1 : 0));
    }

    public void Load(ref StateReader state)
    {
        _origin = state.ReadDouble();
        _unit = Math.Abs(state.ReadDouble());
        _begun = state.ReadByte(1) == 1;
    }
}
