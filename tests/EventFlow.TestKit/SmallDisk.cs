using System.Diagnostics;

namespace EventFlow.TestKit;

/// <summary>A file system of a few megabytes in a folder, so that a disk can really be full. Needs Linux and the right to mount; dispose unmounts it.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempDirectory _around;

    private SmallDisk(TempDirectory around) => _around = around;

    /// <summary>Where it is mounted.</summary>
    public string Path => System.IO.Path.Combine(_around.Path, "disk");

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts one; null, with the reason, where that cannot be done.</summary>
    /// <param name="kind"><c>tmpfs</c>, or <c>ext4</c> in a file, which takes writes around the page cache.</param>
    /// <param name="megabytes">Its size.</param>
    /// <param name="why">Why there is none.</param>
    public static SmallDisk? TryMount(string kind, int megabytes, out string why)
    {
        why = "this system is not Linux";
        if (!OperatingSystem.IsLinux()) return null;
        var around = new TempDirectory();
        var disk = new SmallDisk(around);
        Directory.CreateDirectory(disk.Path);
        var image = System.IO.Path.Combine(around.Path, "image");
        if (kind != "tmpfs")
        {
            using var file = File.Create(image);
            file.SetLength((long)megabytes << 20);
        }

        var done = kind == "tmpfs"
            ? Run("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path], out why)
            : Run("mkfs." + kind, ["-q", image], out why) && Run("mount", ["-o", "loop", image, disk.Path], out why);
        if (done)
        {
            // Programs that run as another user must be able to go there.
            File.SetUnixFileMode(around.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
            return disk;
        }

        around.Dispose();
        return null;
    }

    /// <summary>Takes all space but so much with a file.</summary>
    public void FillBut(long bytes)
    {
        var free = new DriveInfo(Path).AvailableFreeSpace;
        using var file = File.Create(Filler);
        var block = new byte[1 << 16];
        for (var left = free - bytes; left > 0; left -= block.Length) file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes all of it, also what a file system keeps for root, who may run the test: nothing can be made on it then, not even a folder.</summary>
    public void FillToTheLastByte()
    {
        using (var file = File.OpenHandle(Filler, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[1 << 10];
            UntilFull(at => RandomAccess.Write(file, block, at * (long)block.Length));

            // What is only in memory holds more space than it takes on the disk. What is left over then goes to folders, for it is one that must not fit any more.
            UntilFull(once => RandomAccess.FlushToDisk(file), most: 1);
        }

        UntilFull(n => Directory.CreateDirectory(System.IO.Path.Combine(Path, $"full{n}")));
    }

    private static void UntilFull(Action<int> take, int most = int.MaxValue)
    {
        try
        {
            for (var n = 0; n < most; n++) take(n);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Filler);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", ["-l", Path], out _);
        _around.Dispose();
    }

    private static bool Run(string program, string[] arguments, out string why)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            why = $"{program} failed: {process.StandardError.ReadToEnd().Trim()}";
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            why = $"{program} cannot be run: {e.Message}";
            return false;
        }
    }
}
