using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EventFlow.Replay;

/// <summary>A place in a stream: the next offset of each of its partitions. As text <c>0:120,1:77,2:0</c>.</summary>
public static class StreamCursor
{
    /// <summary>The text of a place.</summary>
    public static string Format(IEnumerable<KeyValuePair<int, long>> offsets) =>
        string.Join(',', offsets.OrderBy(static o => o.Key).Select(static o => string.Create(CultureInfo.InvariantCulture, $"{o.Key}:{o.Value}")));

    /// <summary>The place that a text names.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Dictionary<int, long>? offsets)
    {
        offsets = [];
        foreach (var part in text.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0
                || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || !offsets.TryAdd(partition, offset))
            {
                offsets = null;
                return false;
            }
        }

        return true;
    }
}
