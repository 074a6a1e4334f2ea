using System.Globalization;
using EventFlow.Client;

namespace EventFlow.Cli.Push;

/// <summary>The words of a push under way.</summary>
internal static class ProgressText
{
    public static string Of(PushSummary summary, double? fraction)
    {
        var share = fraction is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0 %}, ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{share}{summary.Sent:N0} rows, {summary.Rate:N0} rows/s");
    }

    public static string Waiting(IngestResult failure, TimeSpan wait) =>
        string.Create(CultureInfo.InvariantCulture, $"{failure.Detail}; trying again in {wait.TotalSeconds:0.0} s");
}
