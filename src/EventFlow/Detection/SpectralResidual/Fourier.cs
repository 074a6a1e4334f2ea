using System.Numerics;

namespace EventFlow.Detection;

/// <summary>The fast Fourier transform of a power of two of numbers, in place.</summary>
internal static class Fourier
{
    public static void Transform(Span<Complex> values, bool inverse)
    {
        Reverse(values);
        for (var length = 2; length <= values.Length; length *= 2)
        {
            var angle = (inverse ? 2 : -2) * Math.PI / length;
            var turn = new Complex(Math.Cos(angle), Math.Sin(angle));
            for (var start = 0; start < values.Length; start += length) Join(values.Slice(start, length), turn);
        }

        if (!inverse) return;
        foreach (ref var value in values) value /= values.Length;
    }

    private static void Join(Span<Complex> values, Complex turn)
    {
        var half = values.Length / 2;
        var factor = Complex.One;
        for (var i = 0; i < half; i++)
        {
            var (even, odd) = (values[i], values[i + half] * factor);
            (values[i], values[i + half]) = (even + odd, even - odd);
            factor *= turn;
        }
    }

    private static void Reverse(Span<Complex> values)
    {
        for (int i = 1, j = 0; i < values.Length; i++)
        {
            var bit = values.Length / 2;
            for (; (j & bit) != 0; bit /= 2) j ^= bit;
            j ^= bit;
            if (i < j) (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
