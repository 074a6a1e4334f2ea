using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>A real silo with the sample services beside it.</summary>
public sealed class SampleSilo : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TempDirectory _data = new();
    private SiloProcess? _silo;

    /// <summary>The silo.</summary>
    public SiloProcess Silo => _silo!;

    public async ValueTask InitializeAsync() => _silo = await SiloProcess.Start(_data.Path, arguments: ["--samples", "on"]);

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Names of its metrics, with the suffixes of histograms, once the first events of the samples have gone all the way.</summary>
    public async Task<HashSet<string>> MetricNames()
    {
        var end = DateTime.UtcNow + Limit;
        while (true)
        {
            var names = (await Silo.Client.GetStringAsync("/metrics")).Split('\n').Where(static l => l.Length > 0 && l[0] != '#')
                .Select(static l => l[..l.IndexOfAny(['{', ' '])]).ToHashSet(StringComparer.Ordinal);
            if (names.Contains("service_latency_seconds_bucket") && names.Contains("ingestion_checkpoint_duration_seconds_bucket")) return names;
            if (DateTime.UtcNow > end) return names;
            await Task.Delay(250);
        }
    }
}
