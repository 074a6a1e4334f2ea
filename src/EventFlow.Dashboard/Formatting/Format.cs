using System.Globalization;

namespace EventFlow.Dashboard.Formatting;

/// <summary>Numbers for people: three significant figures, units scaled. <c>wwwroot/charts.js</c> writes the same forms.</summary>
public static class Format
{
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T"];

    /// <summary>A value in a unit of <see cref="Units.Normalise"/>.</summary>
    public static Quantity Value(double? value, string unit)
    {
        if (value is not { } v || !double.IsFinite(v)) return Quantity.None;
        var a = Math.Abs(v);
        return unit switch
        {
            "ms" when a >= 60_000 => new(Digits(v / 60_000), "min"),
            "ms" when a >= 1000 => new(Digits(v / 1000), "s"),
            "s" when a >= 3600 => new(Digits(v / 3600), "h"),
            "s" when a >= 60 => new(Digits(v / 60), "min"),
            "s" when a is < 1 and > 0 => new(Digits(v * 1000), "ms"),
            "ms" or "s" or "%" => new(Digits(v), unit),
            "B" or "B/s" => Scale(v, 1024, 1024, Binary, unit),
            _ => Plain(v, unit),
        };
    }

    /// <summary>Bytes with a binary prefix.</summary>
    public static string Bytes(double value) => Value(value, "B").ToString();

    /// <summary>A count with thousands set apart.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share from 0 to 1 as percent.</summary>
    public static string Share(double value) => value >= 1 ? "100 %" : $"{Math.Floor(value * 1000) / 10:0.0} %".Replace(',', '.');

    /// <summary>A span of time in its two largest units.</summary>
    public static string Duration(TimeSpan span)
    {
        var s = Math.Max(0, (long)span.TotalSeconds);
        return s switch
        {
            < 60 => $"{s} s",
            < 3600 => $"{s / 60} min {s % 60:00} s",
            < 86_400 => $"{s / 3600} h {s / 60 % 60:00} min",
            _ => $"{s / 86_400} d {s / 3600 % 24} h",
        };
    }

    /// <summary>A span in milliseconds in its two largest units.</summary>
    public static string Duration(long milliseconds) => Duration(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Three significant figures, no exponent.</summary>
    public static string Digits(double v)
    {
        var a = Math.Abs(v);
        if (a == 0) return "0";
        if (a >= 100) return v.ToString("#,0", CultureInfo.InvariantCulture);
        if (a >= 10) return v.ToString("0.0", CultureInfo.InvariantCulture);
        if (a >= 1) return v.ToString("0.00", CultureInfo.InvariantCulture);
        if (a >= 0.01) return v.ToString("0.00", CultureInfo.InvariantCulture);
        return v.ToString("G2", CultureInfo.InvariantCulture);
    }

    private static Quantity Plain(double v, string unit)
    {
        var scaled = Scale(v, 10_000, 1000, Decimal, "");
        return unit.Length == 0 ? new(scaled.Figures + scaled.Unit, "") : new(scaled.Figures + scaled.Unit, unit);
    }

    private static Quantity Scale(double v, double from, double by, string[] prefixes, string unit)
    {
        var i = 0;
        while (Math.Abs(v) >= from && i < prefixes.Length - 1)
        {
            v /= by;
            i++;
        }
        return new(Digits(v), prefixes[i] + unit);
    }
}
