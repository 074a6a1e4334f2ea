using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Replays;

/// <summary>Replays in words.</summary>
internal static class ReplayWords
{
    public static string Target(ReplayTarget target) => target switch
    {
        ReplayTarget.DryRun => "Dry run",
        ReplayTarget.Detection => "Detection, apart from everything live",
        ReplayTarget.Ingestion => "Copies into the live path",
        ReplayTarget.Webhook => "Webhook",
        ReplayTarget.File => "File",
        _ => "Nothing",
    };

    public static (string Class, string Icon, string Text) Look(ReplayStatus replay) => replay.State switch
    {
        ReplayState.Running when replay.Waits => ("", "silent", "Waits for others"),
        ReplayState.Running => ("info", "refresh", "Running"),
        ReplayState.Paused when replay.Error is not null => ("warn", "warning", "Halted itself"),
        ReplayState.Paused => ("warn", "silent", "Paused"),
        ReplayState.Completed => ("ok", "ok", "Completed"),
        ReplayState.Cancelled => ("", "silent", "Cancelled"),
        _ => ("crit", "critical", "Failed"),
    };

    public static string Found(ReplayStatus replay)
    {
        var r = replay.Result;
        return replay.Plan.Target switch
        {
            ReplayTarget.Detection => $"{Format.Count(r.Alerts)} {(r.Alerts == 1 ? "alert" : "alerts")}, {Format.Count(r.Anomalies)} {(r.Anomalies == 1 ? "anomaly" : "anomalies")}",
            ReplayTarget.DryRun => $"{Format.Count(replay.Matched)} events",
            _ => r.Rejected == 0 ? $"{Format.Count(r.Delivered)} delivered" : $"{Format.Count(r.Delivered)} delivered, {Format.Count(r.Rejected)} refused",
        };
    }

    public static string Pace(ReplayStatus replay) => replay.State == ReplayState.Running
        ? $"{Format.Count((long)replay.EventsPerSecond)} events/s{(replay.SecondsLeft is { } left ? $", {Format.Duration(TimeSpan.FromSeconds(left))} left" : "")}"
        : $"{Format.Count(replay.Read)} read in {(replay.RunSeconds < 10 ? Format.Value(replay.RunSeconds, "s").ToString() : Format.Duration(TimeSpan.FromSeconds(replay.RunSeconds)))}";
}
