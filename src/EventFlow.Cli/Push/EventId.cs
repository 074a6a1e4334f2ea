using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Cli.Push;

/// <summary>
/// The id of a row: the same row of the same series always gets the same, so that a push that is repeated, whole or in part, counts nothing twice. The line
/// belongs to it because a recording may hold the same time and value twice.
/// </summary>
internal static class EventId
{
    public static string Of(PushRequest request, CsvPoint point, long timestamp)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{Quote(request.Service)}{Quote(request.Metric)}{LabelsOf(request)}|{timestamp}|{point.Value:R}|{point.Line}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    private static string LabelsOf(PushRequest request) =>
        string.Concat(request.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => Quote(label.Key) + Quote(label.Value)));

    // Lengths in front: no two lists of names give the same text.
    private static string Quote(string name) => string.Create(CultureInfo.InvariantCulture, $"{name.Length}:{name}");
}
