using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// What a series usually is at each time of a period, and how much it strays there: knots around the period with straight lines between them. Time is event time in unix ms; the profile is
/// learned from any step, and knows nothing of a knot it has not seen. Seven bytes a knot, five where nobody asks for strays.
/// </summary>
internal sealed class SeasonalProfile(int knots, long periodMs, bool knowsStrays = true)
{
    private const double SlowestGain = 0.02;
    private const byte MostCount = 250;
    private const double CountsPerSample = 5;

    // Strays beyond this many usual ones count as this many: one outage must not make a knot blind.
    private const double LargestStray = 6;

    private readonly float[] _mean = new float[knots];

    // The upper half of a single: three digits are enough for how much noise there is.
    private readonly ushort[] _stray = new ushort[knowsStrays ? knots : 0];
    private readonly byte[] _count = new byte[knots];

    /// <summary>What is usual at a time.</summary>
    public SeasonalForecast At(long time)
    {
        var within = time % periodMs;
        if (within < 0) within += periodMs;
        var place = (double)within / periodMs * knots;
        var knot = Math.Min((int)place, knots - 1);
        var next = knot + 1 == knots ? 0 : knot + 1;
        var share = place - knot;
        if (_count[knot] == 0 || _count[next] == 0) return new(knot, next, share, false, 0, 0);
        var stray = knowsStrays && Math.Min(_count[knot], _count[next]) > 3 * CountsPerSample ? Stray(knot) * (1 - share) + Stray(next) * share : 0;
        return new(knot, next, share, true, _mean[knot] * (1 - share) + _mean[next] * share, stray);
    }

    /// <summary>Learns a sample at the time of a forecast that was just made.</summary>
    public void Learn(in SeasonalForecast forecast, double value)
    {
        if (forecast.IsKnown)
        {
            Move(forecast.Knot, 1 - forecast.Share, value - forecast.Expected);
            Move(forecast.Next, forecast.Share, value - forecast.Expected);
            return;
        }

        // The later knot only borrows the value until samples come that are nearer to it.
        Begin(forecast.Knot, value, (byte)CountsPerSample);
        Begin(forecast.Next, value, 1);
    }

    public void Save(IBufferWriter<byte> state)
    {
        for (var i = 0; i < knots; i++)
        {
            state.WriteByte(_count[i]);
            if (_count[i] == 0) continue;
            state.WriteSingle(_mean[i]);
            if (knowsStrays) state.WriteUInt16(_stray[i]);
        }
    }

    public void Load(ref StateReader state)
    {
        for (var i = 0; i < knots && !state.Failed; i++)
        {
            _count[i] = state.ReadByte(MostCount);
            _mean[i] = 0;
            if (knowsStrays) _stray[i] = 0;
            if (_count[i] == 0) continue;
            _mean[i] = state.ReadSingle(-TailRange.Largest, TailRange.Largest);
            if (knowsStrays) _stray[i] = state.ReadUInt16(Short(TailRange.Largest));
        }
    }

    public void Clear()
    {
        Array.Clear(_mean);
        Array.Clear(_stray);
        Array.Clear(_count);
    }

    private void Begin(int knot, double value, byte count)
    {
        if (_count[knot] > 0) return;
        _mean[knot] = (float)value;
        _count[knot] = count;
    }

    private void Move(int knot, double weight, double residual)
    {
        if (weight <= 0) return;
        _count[knot] = (byte)Math.Min(MostCount, _count[knot] + Math.Max(1, (int)(weight * CountsPerSample)));
        var gain = Math.Min(1, Math.Max(SlowestGain, CountsPerSample / _count[knot]) * weight);
        _mean[knot] = (float)Math.Clamp(_mean[knot] + gain * residual, -TailRange.Largest, TailRange.Largest);
        if (!knowsStrays) return;
        var stray = Stray(knot);
        var strayed = Math.Min(Math.Abs(residual), stray > 0 ? LargestStray * stray : TailRange.Largest);
        _stray[knot] = Short(stray + gain * (strayed - stray));
    }

    private double Stray(int knot) => BitConverter.UInt32BitsToSingle((uint)_stray[knot] << 16);

    private static ushort Short(double value) => (ushort)((BitConverter.SingleToUInt32Bits((float)Math.Min(value, TailRange.Largest)) + 0x8000) >> 16);
}
