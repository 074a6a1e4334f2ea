using System.Diagnostics;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Runs the crash tool, and kills it.</summary>
internal sealed class CrashProcess : IDisposable
{
    private readonly Process _process;

    private CrashProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static CrashProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EventFlow.SegmentLog.CrashTool.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new CrashProcess(Process.Start(start)!);
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

    public async Task<string> ReadErrorAsync() => await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

    /// <summary>SIGKILL, then what it had still said.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return rest;
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
