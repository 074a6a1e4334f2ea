using System.Globalization;
using System.Text;

namespace EventFlow.Alerting.Intake;

/// <summary>The identity of an alert of another system: that of Alertmanager (64-bit FNV-1a over names and values, each followed by a byte 255), so that both call it alike.</summary>
public static class SenderFingerprint
{
    /// <summary>The fingerprint of a set of labels.</summary>
    public static string Of(LabelSet labels)
    {
        var hash = Fnv1a.Start;
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
        return Fnv1a.Add(Fnv1a.Add(hash, bytes), 255);
    }
}
