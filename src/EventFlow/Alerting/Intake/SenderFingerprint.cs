using System.Globalization;
using System.Text;

namespace EventFlow.Alerting.Intake;

/// <summary>The identity of an alert of another system: that of Alertmanager (64-bit FNV-1a over names and values, each followed by a byte 255), so that both call it alike.</summary>
public static class SenderFingerprint
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The fingerprint of a set of labels.</summary>
    public static string Of(LabelSet labels)
    {
        var hash = Offset;
        Span<byte> buffer = stackalloc byte[512];
        for (var i = 0; i < labels.Count; i++)
        {
            var (name, value) = labels.At(i);
            hash = Add(Add(hash, name, buffer), value, buffer);
        }
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static ulong Add(ulong hash, string text, Span<byte> buffer)
    {
        var bytes = text.Length * 3 <= buffer.Length ? buffer[..Encoding.UTF8.GetBytes(text, buffer)] : Encoding.UTF8.GetBytes(text);
        foreach (var b in bytes) hash = (hash ^ b) * Prime;
        return (hash ^ 255) * Prime;
    }
}
