namespace EventFlow;

/// <summary>What states have in common.</summary>
public static class AlertStates
{
    /// <summary>The states of an alert whose condition holds, or may still hold.</summary>
    public static readonly IReadOnlyList<AlertState> Open =
        [AlertState.Firing, AlertState.NoData, AlertState.Flapping, AlertState.Acknowledged, AlertState.Silenced, AlertState.Inhibited];

    /// <summary>Whether an alert in this state is open.</summary>
    public static bool IsOpen(this AlertState state) =>
        state is AlertState.Firing or AlertState.Acknowledged or AlertState.NoData or AlertState.Silenced or AlertState.Inhibited or AlertState.Flapping;

    /// <summary>Whether people should hear of an alert in this state and nobody takes care of it yet.</summary>
    public static bool IsUnattended(this AlertState state) => state is AlertState.Firing or AlertState.NoData or AlertState.Flapping;
}
