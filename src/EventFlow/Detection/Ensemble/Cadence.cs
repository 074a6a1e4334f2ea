using System.Buffers;

namespace EventFlow.Detection;

/// <summary>At which steps samples of a series come, and whether some are missing. A series without a steady step has no gaps.</summary>
internal struct Cadence
{
    private const double Gain = 0.02;
    private const double MostIrregular = 0.15;

    private long _newest;
    private double _step;
    private double _irregular;
    private bool _begun;

    /// <summary>Takes the time of the next sample; false when it is older than the newest. <paramref name="gap"/> says whether samples are missing before it.</summary>
    public bool TryAdvance(long time, out bool gap)
    {
        gap = false;
        if (!_begun)
        {
            (_begun, _newest) = (true, time);
            return true;
        }

        if (time < _newest) return false;
        var passed = (double)time - _newest;
        _newest = time;
        if (_step == 0) _step = passed;
        else if (passed != _step) _step *= passed > _step ? 1 + Gain : 1 - Gain;
        gap = passed > 1.5 * _step;
        _irregular += Gain * ((gap ? 1 : 0) - _irregular);
        gap &= _irregular < MostIrregular;
        return true;
    }

    public readonly void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_newest);
        state.WriteDouble(_step);
        state.WriteDouble(_irregular);
        state.WriteByte((byte)(_begun ? 1 : 0));
    }

    public void Load(ref StateReader state)
    {
        _newest = state.ReadInt64();
        _step = Math.Abs(state.ReadDouble());
        _irregular = Math.Clamp(state.ReadDouble(), 0, 1);
        _begun = state.ReadByte(1) == 1;
    }
}
