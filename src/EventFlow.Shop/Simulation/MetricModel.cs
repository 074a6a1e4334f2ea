using EventFlow.Shop.Incidents;
using EventFlow.Shop.Load;
using EventFlow.Shop.Services;

namespace EventFlow.Shop.Simulation;

/// <summary>
/// From customers to figures. Latency follows utilisation as in a queue, s / (1 - ρ), and CPU and errors follow ρ too, so that the charts of a service
/// move together as those of a real one do.
/// </summary>
internal sealed class MetricModel
{
    private const double UsualErrorRate = 0.3;

    private readonly SampleService _service;
    private readonly Noise _requests, _latency, _errors, _cpu, _memory, _disk, _business, _mood;
    private readonly double _phase;

    public MetricModel(SampleService service, ulong seed)
    {
        _service = service;
        _requests = new Noise(seed, service.Name + "/requests");
        _latency = new Noise(seed, service.Name + "/latency");
        _errors = new Noise(seed, service.Name + "/errors");
        _cpu = new Noise(seed, service.Name + "/cpu");
        _memory = new Noise(seed, service.Name + "/memory");
        _disk = new Noise(seed, service.Name + "/disk");
        _business = new Noise(seed, service.Name + "/business");
        _mood = new Noise(seed, service.Name + "/mood");
        _phase = SplitMix.For(seed, service.Name + "/phase", 0).Unit();
    }

    /// <summary>All metrics of the service at one moment.</summary>
    /// <param name="elapsed">Since the start of the simulation; whole seconds.</param>
    /// <param name="traffic">From <see cref="CustomerTraffic"/>.</param>
    /// <param name="effect">What is going wrong.</param>
    public IEnumerable<MetricSample> Sample(TimeSpan elapsed, double traffic, ServiceEffect effect)
    {
        var second = (long)elapsed.TotalSeconds;
        var requests = _service.RequestsPerSecond * traffic * effect.RequestFactor * (1 + (0.1 * _requests.Jitter(second)));
        var utilisation = Math.Min(requests / _service.Capacity, 0.95);
        var errorRate = ErrorRate(elapsed, effect);
        yield return Value("cpu_percent", Percent(Cpu(second, utilisation) + effect.Cpu), "percent");
        yield return Value("memory_percent", Percent(Memory(elapsed) + effect.Memory), "percent");
        yield return Value("disk_percent", Percent(Disk(elapsed)), "percent");
        yield return Value("latency_ms", Latency(elapsed, utilisation) * effect.LatencyFactor, "ms");
        yield return Value("error_rate_percent", errorRate, "percent");
        yield return Value("requests_per_second", requests, "1/s");
        yield return Value(_service.BusinessMetric, Business(second, requests, errorRate, effect), "1/s");
    }

    private static double Percent(double value) => Math.Clamp(value, 0.5, 99.5);

    private double Cpu(long second, double utilisation) => _service.IdleCpu + (_service.LoadCpu * utilisation) + (3.6 * _cpu.Jitter(second));

    // A saw, as of a collector; its teeth stand well inside two deviations.
    private double Memory(TimeSpan elapsed)
    {
        var saw = ((elapsed.TotalSeconds / _service.CollectionSeconds) + _phase) % 1;
        return _service.Memory + (3 * (saw - 0.5)) + (0.8 * _mood.Drift(elapsed.TotalSeconds / 120)) + (0.4 * _memory.Jitter((long)elapsed.TotalSeconds));
    }

    // Logs fill the disk, rotation empties it, so slowly that nobody looks.
    private double Disk(TimeSpan elapsed) =>
        _service.Disk + (4 * Math.Sin(2 * Math.PI * ((elapsed.TotalHours / 12) + _phase))) + (0.2 * _disk.Jitter((long)elapsed.TotalSeconds));

    private double Latency(TimeSpan elapsed, double utilisation) =>
        _service.ServiceTimeMs / (1 - utilisation)
        * (1 + (0.03 * _mood.Drift(elapsed.TotalSeconds / 40)) + (0.16 * _latency.Jitter((long)elapsed.TotalSeconds)));

    private double ErrorRate(TimeSpan elapsed, ServiceEffect effect)
    {
        var jitter = _errors.Jitter((long)elapsed.TotalSeconds);
        return (UsualErrorRate * (1 + (0.45 * jitter))) + (effect.ErrorRate * (1 + (0.12 * jitter)));
    }

    private double Business(long second, double requests, double errorRate, ServiceEffect effect) =>
        requests * _service.BusinessPerRequest * (1 - (errorRate / 100)) * effect.BusinessFactor * (1 + (0.08 * _business.Jitter(second)));

    private MetricSample Value(string metric, double value, string unit) => new(_service.Name, metric, Math.Round(value, 3), unit);
}
