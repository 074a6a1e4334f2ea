using System.Globalization;
using System.Text;

namespace EventFlow.Incidents;

/// <summary>An incident in words: <c>Began in payments: latency_ms 14:02:05, then orders 14:02:35 (UTC)</c>.</summary>
internal static class IncidentWords
{
    private const int MostServices = 6;

    public static string Of(IReadOnlyList<IncidentService> services)
    {
        var (first, text) = (services[0], new StringBuilder());
        text.Append(CultureInfo.InvariantCulture, $"Began in {first.Service}: {first.Series[0].What} {Time(first.Series[0].BeganAt)}");
        foreach (var service in services.Skip(1).Take(MostServices)) text.Append(CultureInfo.InvariantCulture, $", then {service.Service} {Time(service.BeganAt)}");
        if (services.Count > MostServices + 1) text.Append(CultureInfo.InvariantCulture, $" and {services.Count - MostServices - 1} more services");
        return text.Append(" (UTC)").ToString();
    }

    private static string Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
