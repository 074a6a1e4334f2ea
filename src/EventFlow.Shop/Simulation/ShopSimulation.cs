using EventFlow.Client;
using EventFlow.Shop.Incidents;
using EventFlow.Shop.Load;
using EventFlow.Shop.Services;

namespace EventFlow.Shop.Simulation;

/// <summary>
/// The shop as a function of time: ask for any second, get the same samples and logs each time. Knows no clock and no network.
/// Not safe for several threads at once.
/// </summary>
internal sealed class ShopSimulation
{
    /// <summary>Seconds between two reports of metrics.</summary>
    public const int MetricSeconds = 5;

    // As many as the worst incident makes one service complain about in one span, and one to spare.
    private const int JourneysPerSpan = 5;

    private readonly ShopSettings _settings;
    private readonly CustomerTraffic _traffic;
    private readonly IncidentSchedule _schedule;
    private readonly (SampleService Service, MetricModel Metrics, LogModel Logs)[] _services;

    public ShopSimulation(ShopSettings settings)
    {
        _settings = settings;
        _traffic = new CustomerTraffic(settings.Seed, settings.Day, settings.StartOfDay);
        _schedule = new IncidentSchedule(settings.Seed);
        _services = [.. SampleService.All.Select(service => (service, new MetricModel(service, settings.Seed), new LogModel(service, settings.Seed)))];
    }

    /// <summary>What goes wrong at this time, or null.</summary>
    public Incident? IncidentAt(TimeSpan elapsed) => _settings.Incidents ? _schedule.At(elapsed) : null;

    /// <summary>The incident that begins after this time, or null when there are none.</summary>
    public Incident? NextIncident(TimeSpan elapsed) => _settings.Incidents ? _schedule.Until(elapsed).First(incident => incident.Start > elapsed) : null;

    /// <summary>The metrics of all services that report at this time.</summary>
    public IEnumerable<MetricSample> MetricsAt(TimeSpan elapsed)
    {
        var traffic = _traffic.At(elapsed);
        foreach (var (service, metrics, _) in _services)
        {
            var effect = EffectOn(service, elapsed);
            if (!effect.Silent)
            {
                foreach (var sample in metrics.Sample(elapsed, traffic, effect))
                {
                    yield return sample;
                }
            }
        }
    }

    /// <summary>The logs of all services for the three seconds that end at this time.</summary>
    public IEnumerable<LogRecord> LogsAt(TimeSpan elapsed)
    {
        var span = (long)Math.Floor(elapsed.TotalSeconds / LogModel.SpanSeconds);
        Journey[] journeys = [.. Enumerable.Range(0, JourneysPerSpan).Select(index => new Journey(_settings.Seed, span, index))];
        foreach (var (service, _, logs) in _services)
        {
            var effect = EffectOn(service, elapsed);
            if (!effect.Silent)
            {
                foreach (var record in logs.Records(elapsed, journeys, effect, IncidentAt(elapsed)?.LogsOf(service.Name) ?? []))
                {
                    yield return record;
                }
            }
        }
    }

    /// <summary>Writes all that is due in one second; nothing in most seconds.</summary>
    /// <param name="second">Since the start of the simulation; negative for the time before it.</param>
    /// <param name="batch">Receives the events.</param>
    /// <param name="clock">Gives the unix ms of a moment of the simulation.</param>
    public void Write(long second, OutgoingBatchBuilder batch, Func<TimeSpan, long> clock)
    {
        var elapsed = TimeSpan.FromSeconds(second);
        if (second % MetricSeconds == 0)
        {
            foreach (var sample in MetricsAt(elapsed))
            {
                batch.AddMetric(clock(elapsed), sample.Service, sample.Metric, sample.Value, sample.Unit);
            }
        }

        if (second % LogModel.SpanSeconds == 0)
        {
            foreach (var record in LogsAt(elapsed))
            {
                batch.AddLog(clock(record.At), record.Service, record.Level.ToString().ToLowerInvariant(), record.Message, record.TraceId, record.Fields);
            }
        }
    }

    private ServiceEffect EffectOn(SampleService service, TimeSpan elapsed) => IncidentAt(elapsed)?.EffectOn(service.Name, elapsed) ?? ServiceEffect.None;
}
