using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Alerting;

/// <summary>Makes the id of a notification: 32 hexadecimal digits that follow from group, channel, number and alerts, so that a step done again after a crash finds the message it made before.</summary>
internal static class NotificationIds
{
    public static string Of(string groupKey, string channel, long sequence, string status, IReadOnlyList<AlertNotice> alerts)
    {
        var text = new StringBuilder().Append(groupKey).Append('\n').Append(channel).Append('\n').Append(sequence.ToString(CultureInfo.InvariantCulture)).Append('\n').Append(status);
        foreach (var alert in alerts) text.Append('\n').Append(alert.Fingerprint).Append('/').Append(alert.Episode).Append('/').Append((int)alert.State);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
