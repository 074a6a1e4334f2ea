using System.Security.Cryptography;
using System.Text;

namespace EventFlow;

/// <summary>
/// The identity of an alert: 16 hexadecimal digits, the first 8 bytes of SHA-256 over rule id and labels. Deterministic,
/// so that an event that is replayed finds the alert it raised the first time.
/// </summary>
public static class Fingerprint
{
    /// <summary>The fingerprint of the alert that <paramref name="ruleId"/> raises for <paramref name="labels"/>.</summary>
    public static string Of(string ruleId, LabelSet labels)
    {
        var text = new StringBuilder(ruleId).Append('\n');
        labels.AppendTo(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
