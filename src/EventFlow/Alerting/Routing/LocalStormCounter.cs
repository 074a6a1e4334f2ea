namespace EventFlow.Alerting.Routing;

/// <summary>Counts for one process.</summary>
internal sealed class LocalStormCounter(TimeProvider time) : IStormCounter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StormWindow> _windows = new(StringComparer.Ordinal);

    public ValueTask<bool> AdmitAsync(string route, string group, int limit)
    {
        lock (_gate)
        {
            if (!_windows.TryGetValue(route, out var window)) _windows[route] = window = new();
            return new(window.Admit(group, limit, time.GetSteadyTime()));
        }
    }
}
