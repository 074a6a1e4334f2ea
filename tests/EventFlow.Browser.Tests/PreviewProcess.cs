using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Browser.Tests;

/// <summary>The dashboard over a made-up installation, as a process of its own.</summary>
public sealed class PreviewProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PreviewProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static async Task<PreviewProcess> Start(string mode = "normal", int firstIncidentSeconds = 600, int? port = null)
    {
        var assembly = Repository.BuiltBeside("tests", "EventFlow.Dashboard.Preview");
        var url = $"http://127.0.0.1:{port ?? FreePort.Next()}";
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { assembly, "--urls", url, "--mode", mode, "--first-incident", firstIncidentSeconds.ToString() }, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var preview = new PreviewProcess(process, url);
        await preview.WaitUntilReady();
        return preview;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReady()
    {
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The preview ended with exit code {_process.ExitCode} before it was ready.");
            try
            {
                using var answer = await client.GetAsync(Url + "/login");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) { /* It does not listen yet. */ }
            await Task.Delay(100);
        }
        throw new TimeoutException($"The preview did not answer at {Url}/login within 60 s.");
    }
}
