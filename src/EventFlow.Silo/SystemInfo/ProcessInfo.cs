using System.Diagnostics;
using System.Reflection;

namespace EventFlow.Silo;

/// <summary>What is known of this process from its start on.</summary>
internal sealed class ProcessInfo
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private TimeSpan _lastCpu;
    private long _lastLook;
    private double _lastPercent;

    public ProcessInfo(TimeProvider time)
    {
        _time = time;
        using var process = Process.GetCurrentProcess();
        StartedAt = process.StartTime.ToUniversalTime();
        _lastCpu = process.TotalProcessorTime;
        _lastLook = time.GetTimestamp();
    }

    /// <summary>Version of the platform.</summary>
    public static string Version { get; } =
        typeof(ProcessInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>When the process started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Use of all cores since the last look, 0 to 100. Looks within a second of each other see the same figure.</summary>
    public double CpuPercent(Process process)
    {
        lock (_gate)
        {
            var elapsed = _time.GetElapsedTime(_lastLook);
            if (elapsed < TimeSpan.FromSeconds(1)) return _lastPercent;
            var cpu = process.TotalProcessorTime;
            _lastPercent = Math.Clamp((cpu - _lastCpu) / elapsed / Environment.ProcessorCount * 100, 0, 100);
            (_lastCpu, _lastLook) = (cpu, _time.GetTimestamp());
            return _lastPercent;
        }
    }
}
