using EventFlow.Tests.Hosting;

namespace EventFlow.Tests.Fakes;

/// <summary>
/// Series, services and their catalog as ingestion sees them, without a runtime: what they applied, what of it they saved, and what a kill leaves. A test may make calls fail.
/// </summary>
internal sealed class FakeGrains : FakeGrainFactory
{
    private readonly Dictionary<string, FakeSeries> _series = [];
    private readonly Dictionary<string, FakeService> _services = [];

    /// <summary>Throws what a call is to fail with; given <c>append x</c>, <c>observe x</c>, <c>save x</c> or <c>register</c>.</summary>
    public Action<string> Before { get; set; } = static _ => { };

    /// <summary>Whether they are of a version that knows the call; when not it cannot be read where they are.</summary>
    public bool KnowsSaveUpTo { get; set; } = true;

    /// <summary>Calls made.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Services registered.</summary>
    public HashSet<string> Registered { get; } = [];

    /// <summary>Values applied, by series, in order.</summary>
    public SortedDictionary<string, List<double>> Values => new(_series.ToDictionary(static s => s.Key, static s => s.Value.Now.Values), StringComparer.Ordinal);

    /// <summary>Samples counted and messages seen, by service.</summary>
    public SortedDictionary<string, string> Seen => new(_services.ToDictionary(
        static s => s.Key, static s => $"{s.Value.Now.Samples} samples, {s.Value.Now.Domain} events, {string.Join('|', s.Value.Now.Logs.OrderBy(static l => l.Offset))}"), StringComparer.Ordinal);

    /// <summary>Grains lose what they have not saved: all, or those of one silo of several.</summary>
    public void Kill(Func<string, bool>? isOfTheSilo = null)
    {
        foreach (var (key, series) in _series)
        {
            if (isOfTheSilo?.Invoke(key) != false) series.Now = series.Saved.Copy();
        }

        foreach (var (key, service) in _services)
        {
            if (isOfTheSilo?.Invoke(key) != false) service.Now = service.Saved.Copy();
        }
    }

    public override IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        grainInterfaceType == typeof(IMetricSeriesGrain) ? GetOrAdd(_series, grainPrimaryKey, () => new FakeSeries(this, grainPrimaryKey))
        : grainInterfaceType == typeof(IServiceGrain) ? GetOrAdd(_services, grainPrimaryKey, () => new FakeService(this, grainPrimaryKey))
        : new FakeCatalog(this);

    private static T GetOrAdd<T>(Dictionary<string, T> grains, string key, Func<T> make)
    {
        if (!grains.TryGetValue(key, out var grain))
        {
            grains.Add(key, grain = make());
        }

        return grain;
    }

    private void CheckVersion()
    {
        if (!KnowsSaveUpTo) throw new TypeLoadException("SaveUpTo");
    }

    private async Task Enter(string call)
    {
        Calls.Add(call);
        await Task.Yield();
        Before(call);
    }

    private sealed class SeriesState
    {
        public long LastOffset { get; set; } = -1;

        public List<double> Values { get; init; } = [];

        public SeriesState Copy() => new() { LastOffset = LastOffset, Values = [.. Values] };
    }

    private sealed class FakeSeries(FakeGrains grains, string key) : IMetricSeriesGrain
    {
        public SeriesState Now { get; set; } = new();

        public SeriesState Saved { get; private set; } = new();

        public async ValueTask<int> Append(SeriesBatch batch)
        {
            await grains.Enter($"append {key}");
            StateLostException.ThrowIfBehind("series", key, Now.LastOffset, batch.After);
            var applied = 0;
            for (var i = 0; i < batch.Offsets.Length; i++)
            {
                if (batch.Offsets[i] > Now.LastOffset)
                {
                    Now.LastOffset = batch.Offsets[i];
                    Now.Values.Add(batch.Values[i]);
                    applied++;
                }
            }

            return applied;
        }

        public async ValueTask Save()
        {
            await grains.Enter($"save {key}");
            Saved = Now.Copy();
        }

        public ValueTask SaveUpTo(long offset)
        {
            grains.CheckVersion();
            StateLostException.ThrowIfBehind("series", key, Now.LastOffset, offset);
            return Save();
        }

        public ValueTask<SeriesData> Query(SeriesRange range) => throw new NotSupportedException();

        public ValueTask<AnomalyExtent?> GetExtent(string ruleId) => throw new NotSupportedException();

        public ValueTask<SeriesInfo?> GetInfo() => throw new NotSupportedException();
    }

    private sealed class ServiceState
    {
        public Dictionary<string, long> Offsets { get; init; } = [];

        public long Samples { get; set; }

        public int Domain { get; set; }

        public List<(long Offset, long Time, LogSeverity Level)> Logs { get; init; } = [];

        public ServiceState Copy() => new() { Offsets = new(Offsets), Samples = Samples, Domain = Domain, Logs = [.. Logs] };
    }

    private sealed class FakeService(FakeGrains grains, string key) : IServiceGrain
    {
        public ServiceState Now { get; set; } = new();

        public ServiceState Saved { get; private set; } = new();

        public async ValueTask Observe(ServiceBatch batch)
        {
            await grains.Enter($"observe {key}");
            StateLostException.ThrowIfBehind("service", key, Now.Offsets.TryGetValue(batch.Source, out var known) ? known : null, batch.After);
            var (seen, log) = (Now.Offsets.GetValueOrDefault(batch.Source, -1), 0);
            foreach (var frame in batch.Frames)
            {
                if (frame.LastOffset > seen)
                {
                    Now.Offsets[batch.Source] = frame.LastOffset;
                    Now.Samples += frame.MetricSamples;
                    Now.Domain += frame.DomainEvents;
                    Now.Logs.AddRange(Enumerable.Range(log, frame.Logs).Select(i => (batch.LogOffsets[i], batch.LogTimes[i], batch.LogLevels[i])));
                }

                log += frame.Logs;
            }
        }

        public async ValueTask Save()
        {
            await grains.Enter($"save {key}");
            Saved = Now.Copy();
        }

        public ValueTask SaveUpTo(string source, long offset)
        {
            grains.CheckVersion();
            StateLostException.ThrowIfBehind("service", key, Now.Offsets.TryGetValue(source, out var known) ? known : null, offset);
            return Save();
        }

        public ValueTask<ServiceStatus> GetStatus() => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<SeriesInfo>> GetSeries() => throw new NotSupportedException();

        public ValueTask<AnomalyExtent?> GetExtent(string ruleId) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<LogPatternInfo>> GetPatterns() => throw new NotSupportedException();

        public ValueTask AlertChanged(AlertSummary alert) => throw new NotSupportedException();

        public ValueTask AlertsChanged(IReadOnlyList<AlertSummary> alerts) => throw new NotSupportedException();
    }

    private sealed class FakeCatalog(FakeGrains grains) : IServiceCatalogGrain
    {
        public async ValueTask Register(IReadOnlyList<string> services)
        {
            await grains.Enter("register");
            grains.Registered.UnionWith(services);
        }

        public ValueTask<IReadOnlyList<string>> List() => new([.. grains.Registered]);
    }
}
