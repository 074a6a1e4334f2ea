namespace EventFlow.Alerting.Routing;

/// <summary>The one place where the processes of a cluster count what begins on a route: hosts a <see cref="StormWindow"/>.</summary>
internal sealed class StormGrain(TimeProvider time) : Grain, IStormGrain
{
    private readonly StormWindow _window = new();

    /// <inheritdoc/>
    public ValueTask<StormAnswer> Admit(IReadOnlyList<string> groups, int limit)
    {
        var now = time.GetSteadyTime();
        string[] admitted = [.. groups.Where(group => _window.Admit(group, limit, now))];
        var full = _window.FullFor(limit, now);
        return new(new StormAnswer(full > TimeSpan.Zero ? [.. _window.Groups] : admitted, full.TotalMilliseconds));
    }
}
