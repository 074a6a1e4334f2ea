using System.Globalization;

namespace EventFlow.Load;

/// <summary>Confines a process to a share of one core through a control group, version 1 or 2; needs Linux and root. Disposing removes the group, after the process has ended.</summary>
internal sealed class CpuShare : IDisposable
{
    private const int PeriodMicroseconds = 100_000;

    private readonly string _group;

    private CpuShare(string group) => _group = group;

    /// <summary>Puts a process and its threads into a new group.</summary>
    /// <param name="process">The process.</param>
    /// <param name="cores">Share of a core, 0.01 to the number of cores.</param>
    public static CpuShare Confine(int process, double cores)
    {
        var quota = ((long)(cores * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
        foreach (var (root, write) in new (string Root, Action<string> Write)[]
        {
            ("/sys/fs/cgroup/cpu", g => File.WriteAllText(Path.Combine(g, "cpu.cfs_quota_us"), quota)),
            ("/sys/fs/cgroup", g => File.WriteAllText(Path.Combine(g, "cpu.max"), $"{quota} {PeriodMicroseconds}")),
        })
        {
            if (!File.Exists(Path.Combine(root, "cgroup.procs")))
            {
                continue;
            }

            var group = Path.Combine(root, $"eventflow-load-{process}");
            Directory.CreateDirectory(group);
            write(group);
            File.WriteAllText(Path.Combine(group, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
            return new CpuShare(group);
        }

        throw new PlatformNotSupportedException("--cpu-share needs control groups below /sys/fs/cgroup; they were not found. Run it on Linux as root, or leave it out.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_group);
        }
        catch (IOException)
        {
            // A process of it still ends; an empty group costs nothing.
        }
    }
}
