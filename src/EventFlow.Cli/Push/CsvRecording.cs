using System.Globalization;

namespace EventFlow.Cli.Push;

/// <summary>Reads a recording row by row. A row that cannot be read costs only itself.</summary>
/// <param name="reader">The text; the caller disposes it.</param>
/// <param name="onFault">Told of each row that cannot be read.</param>
internal sealed class CsvRecording(TextReader reader, Action<CsvFault> onFault)
{
    private CsvColumns _columns = CsvColumns.Default;
    private long _line;

    /// <summary>The rows that can be read, in the order of the file.</summary>
    public async IAsyncEnumerable<CsvPoint> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = true;
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } text)
        {
            _line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var fields = Split(text);
            if (first && ReadHeader(fields))
            {
                first = false;
                continue;
            }

            first = false;
            if (Parse(fields) is { } point)
            {
                yield return point;
            }
        }
    }

    // A first line whose time cannot be read is a header; whether it names the columns decides if they must be guessed.
    private bool ReadHeader(IReadOnlyList<string> fields)
    {
        if (CsvColumns.TryFind(fields, out var columns))
        {
            _columns = columns;
            return true;
        }

        return fields.Count >= 2 && !CsvTime.TryParse(fields[0], out _) && !double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private CsvPoint? Parse(IReadOnlyList<string> fields)
    {
        if (fields.Count < _columns.Needed)
        {
            return Fault($"{fields.Count} field(s); expected {_columns.Needed} or more, separated by commas");
        }

        if (!CsvTime.TryParse(fields[_columns.Timestamp], out var timestamp))
        {
            return Fault($"the time is '{Shorten(fields[_columns.Timestamp])}'; expected {CsvTime.Expected}");
        }

        if (!double.TryParse(fields[_columns.Value], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return Fault($"the value is '{Shorten(fields[_columns.Value])}'; expected a finite number with a decimal point");
        }

        return new CsvPoint(_line, timestamp, value);
    }

    private CsvPoint? Fault(string reason)
    {
        onFault(new CsvFault(_line, reason));
        return null;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static List<string> Split(string line)
    {
        var fields = new List<string>(2);
        var rest = line.AsSpan();
        while (true)
        {
            var comma = IndexOfComma(rest);
            fields.Add((comma < 0 ? rest : rest[..comma]).Trim().Trim('"').ToString());
            if (comma < 0)
            {
                return fields;
            }

            rest = rest[(comma + 1)..];
        }
    }

    // Quoted fields may hold commas: labels in columns nobody asked for.
    private static int IndexOfComma(ReadOnlySpan<char> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == ',' && !quoted)
            {
                return i;
            }
        }

        return -1;
    }
}
