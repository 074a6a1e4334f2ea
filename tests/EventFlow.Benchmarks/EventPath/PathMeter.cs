using System.Diagnostics;

namespace EventFlow.Benchmarks.EventPath;

/// <summary>Processor time of this process, memory allocated and time, from when it is made.</summary>
internal sealed class PathMeter
{
    private readonly TimeSpan _cpu = Process.GetCurrentProcess().TotalProcessorTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Prints what so many events have cost since.</summary>
    public void Print(string what, long events)
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - _cpu;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        Console.WriteLine($"{what,-20} {cpu.TotalSeconds / (events / 1e6),8:0.000} CPU-s per million  {allocated / (double)events,7:0} B allocated per event  {events / elapsed.TotalSeconds,12:N0}/s  ({events:N0} events)");
    }
}
