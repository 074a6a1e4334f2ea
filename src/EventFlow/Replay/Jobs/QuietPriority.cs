using System.Runtime.InteropServices;

namespace EventFlow.Replay;

/// <summary>Puts a thread behind the threads of live work, which run on the pool.</summary>
internal static class QuietPriority
{
    private const int Niceness = 15;

    /// <summary>From now on the calling thread runs where there is room.</summary>
    public static void Take()
    {
        // Linux knows no priorities within a process, but a niceness of each thread.
        if (OperatingSystem.IsLinux()) _ = setpriority(0, 0, Niceness);
    }

    [DllImport("libc")]
    private static extern int setpriority(int which, int who, int priority);
}
