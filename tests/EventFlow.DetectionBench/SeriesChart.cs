using System.Globalization;
using System.Text;

namespace EventFlow.DetectionBench;

/// <summary>A recording as a picture: labelled spans in red, the expected band in blue, the value over it, alarms as marks, the score below.</summary>
internal static class SeriesChart
{
    private const int Width = 1600;
    private const int ValueHeight = 260;
    private const int ScoreTop = 290;
    private const int ScoreHeight = 70;
    private const double HighestScore = 12;

    public static void Write(string folder, DetectorRun run)
    {
        var path = Path.Combine(folder, run.Series.Name.Replace(".csv", "", StringComparison.Ordinal) + ".svg");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Draw(run));
    }

    private static string Draw(DetectorRun run)
    {
        var (values, results, length) = (run.Series.Values, run.Results, run.Series.Length);
        var (low, high) = (values.Min(), values.Max());
        if (high <= low) high = low + 1;
        double X(int i) => i * (double)Width / length;
        double Y(double v) => ValueHeight - 10 - (Math.Clamp(v, low, high) - low) / (high - low) * (ValueHeight - 40);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {ScoreTop + ScoreHeight + 10}\" font-family=\"sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        foreach (var (first, last) in run.Series.Anomalies) svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{X(first):0.#}\" y=\"20\" width=\"{Math.Max(1, X(last + 1) - X(first)):0.#}\" height=\"{ScoreTop + ScoreHeight - 20}\" fill=\"#fdd\"/>");
        Band(svg, run, X, Y);
        Line(svg, length, "#123", X, i => Y(values[i]));
        Line(svg, length, "#a50", X, i => ScoreTop + ScoreHeight - Math.Min(results[i].Score, HighestScore) / HighestScore * ScoreHeight);
        for (var i = 0; i < length; i++)
            if (run.Alarms[i] > 0) svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(i):0.#} {ValueHeight + 4}l5 10h-10z\" fill=\"#c00\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"14\">{run.Series.Name}: {low:G4} to {high:G4}, {length} rows; red: labelled, blue: expected, triangles: alarms, below: score up to {HighestScore}</text></svg>");
        return svg.ToString();
    }

    private static void Band(StringBuilder svg, DetectorRun run, Func<int, double> x, Func<double, double> y)
    {
        var step = Math.Max(1, run.Results.Length / (2 * Width));
        var rows = Enumerable.Range(0, run.Results.Length / step).Select(i => i * step).Where(i => run.Results[i].Lower is not null && run.Results[i].Upper is not null).ToList();
        if (rows.Count < 2) return;
        svg.Append("<path fill=\"#bdf\" fill-opacity=\".6\" d=\"M");
        svg.AppendJoin('L', rows.Select(i => string.Create(CultureInfo.InvariantCulture, $"{x(i):0.#} {y(run.Results[i].Upper!.Value):0.#}")));
        svg.Append('L').AppendJoin('L', rows.AsEnumerable().Reverse().Select(i => string.Create(CultureInfo.InvariantCulture, $"{x(i):0.#} {y(run.Results[i].Lower!.Value):0.#}"))).Append("z\"/>");
    }

    // Of the rows that share a column of pixels, the highest and the lowest.
    private static void Line(StringBuilder svg, int length, string colour, Func<int, double> x, Func<int, double> y)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\".8\" points=\"");
        var step = Math.Max(1, length / (2 * Width));
        for (var i = 0; i < length; i += step)
        {
            var column = Enumerable.Range(i, Math.Min(step, length - i)).ToList();
            svg.Append(CultureInfo.InvariantCulture, $"{x(i):0.#},{column.Min(y):0.#} ");
            if (step > 1) svg.Append(CultureInfo.InvariantCulture, $"{x(i):0.#},{column.Max(y):0.#} ");
        }

        svg.Append("\"/>");
    }
}
