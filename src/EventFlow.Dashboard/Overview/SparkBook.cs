namespace EventFlow.Dashboard.Overview;

/// <summary>The last values of latency, errors and requests of every service, for the tiny charts of the table. For one circuit's thread.</summary>
public sealed class SparkBook
{
    private const int Length = 60;
    private readonly Dictionary<(string Service, SparkRole Role), List<double>> _values = [];

    /// <summary>The values, oldest first.</summary>
    public IReadOnlyList<double> Get(string service, SparkRole role) => _values.GetValueOrDefault((service, role)) ?? (IReadOnlyList<double>)[];

    /// <summary>Takes the history of a series.</summary>
    public void Fill(string service, SparkRole role, SeriesData history) => _values[(service, role)] = [.. history.Points.TakeLast(Length).Select(static p => p.Average)];

    /// <summary>Takes what a service reports now.</summary>
    public void Add(ServiceStatus status)
    {
        Add(status.Service, SparkRole.Latency, status.LatencyMs);
        Add(status.Service, SparkRole.Errors, status.ErrorRate);
        Add(status.Service, SparkRole.Requests, status.RequestRate);
    }

    private void Add(string service, SparkRole role, double? value)
    {
        if (value is not { } v) return;
        if (!_values.TryGetValue((service, role), out var list)) _values[(service, role)] = list = new(Length + 1);
        list.Add(v);
        if (list.Count > Length) list.RemoveAt(0);
    }
}
