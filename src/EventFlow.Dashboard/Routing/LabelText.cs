using System.Text;

namespace EventFlow.Dashboard.Routing;

/// <summary>Reads labels as people type them: <c>service=payments, path="a, b"</c>, with commas between them, braces around them or not, and values in quotes where they have commas.</summary>
public static class LabelText
{
    private const string Expected = "labels such as service=payments, path=\"a, b\"";

    /// <summary>The labels, or what cannot be read.</summary>
    public static (LabelSet Labels, Fault? Fault) Read(string text)
    {
        var rest = text.AsSpan().Trim();
        if (rest is ['{', .., '}']) rest = rest[1..^1].Trim();
        var labels = new List<KeyValuePair<string, string>>();
        while (!rest.IsEmpty)
        {
            var equals = rest.IndexOf('=');
            var name = equals < 0 ? "" : rest[..equals].Trim().Trim('"').ToString();
            if (name.Length == 0 || name.Contains(',')) return No(rest.ToString());
            rest = rest[(equals + 1)..].TrimStart();
            if (!TryValue(ref rest, out var value)) return No(rest.ToString());
            if (labels.Exists(l => l.Key == name)) return (LabelSet.Empty, new("labels", $"'{name}' twice", "each name once"));
            // A label without a value is none.
            if (value.Length > 0) labels.Add(new(name, value));
        }
        return labels.Count == 0 ? (LabelSet.Empty, new("labels", "empty", Expected)) : (LabelSet.Create(labels), null);
    }

    private static (LabelSet Labels, Fault? Fault) No(string text) => (LabelSet.Empty, new("labels", $"'{text}'", Expected));

    private static bool TryValue(ref ReadOnlySpan<char> rest, out string value)
    {
        if (rest is not ['"', ..])
        {
            var comma = rest.IndexOf(',');
            value = (comma < 0 ? rest : rest[..comma]).Trim().ToString();
            rest = comma < 0 ? [] : rest[(comma + 1)..].Trim();
            return true;
        }
        var text = new StringBuilder();
        var i = 1;
        for (; i < rest.Length && rest[i] != '"'; i++)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length) i++;
            text.Append(rest[i]);
        }
        value = text.ToString();
        if (i >= rest.Length) return false;
        var after = rest[(i + 1)..].TrimStart();
        if (after is not ([] or [',', ..])) return false;
        rest = after.IsEmpty ? after : after[1..].Trim();
        return true;
    }
}
