using System.Globalization;
using System.Text.Json;

namespace EventFlow.DetectionBench;

/// <summary>Settings drawn at random from ranges, evenly by ratio: what somebody who tunes would try.</summary>
internal sealed class Variation
{
    private const int Seed = 17;

    private readonly List<(string Name, double Low, double High)> _ranges = [];

    private Variation(int count) => Count = count;

    /// <summary>How many settings are tried.</summary>
    public int Count { get; }

    /// <summary>Reads <c>COUNT:name=low..high,name=low..high</c>.</summary>
    public static Variation? Parse(string text)
    {
        var parts = text.Split(':', 2);
        if (parts.Length != 2 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var count) || count < 1) return null;
        var variation = new Variation(count);
        foreach (var range in parts[1].Split(','))
        {
            var (name, ends) = (range.Split('=')[0], range[(range.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(".."));
            if (ends.Length != 2 || !TryNumber(ends[0], out var low) || !TryNumber(ends[1], out var high) || low <= 0 || high < low) return null;
            variation._ranges.Add((name, low, high));
        }

        return variation;
    }

    /// <summary>The settings as parameters of a detector; whole numbers where the ends of a range are.</summary>
    public IEnumerable<string> Settings()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Count; i++)
            yield return JsonSerializer.Serialize(_ranges.ToDictionary(static r => r.Name, r => Draw(random, r.Low, r.High)));
    }

    private static double Draw(Random random, double low, double high)
    {
        var drawn = low * Math.Pow(high / low, random.NextDouble());
        return low == Math.Floor(low) && high == Math.Floor(high) ? Math.Round(drawn) : Math.Round(drawn, 3);
    }

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
