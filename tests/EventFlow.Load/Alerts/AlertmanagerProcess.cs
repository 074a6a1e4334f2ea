using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EventFlow.TestKit;

namespace EventFlow.Load;

/// <summary>Alertmanager, alone and on a folder of its own, that tells one webhook. Dispose ends it.</summary>
internal sealed class AlertmanagerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private AlertmanagerProcess(string program, string webhook)
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        File.WriteAllText(_folder["alertmanager.yml"], ConfigurationFor(webhook));
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program,
            [
                $"--config.file={_folder["alertmanager.yml"]}", $"--storage.path={_folder["data"]}", $"--web.listen-address={Url["http://".Length..]}", "--cluster.listen-address=",
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Its address, without a slash at its end.</summary>
    public string Url { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Where its data lies.</summary>
    public string Data => _folder["data"];

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="webhook">Where it tells its alerts.</param>
    /// <param name="clock">The clock of the wait.</param>
    /// <exception cref="ArgumentException">It does not start, or is not ready within a minute.</exception>
    public static async Task<AlertmanagerProcess> StartAsync(string program, string webhook, TimeProvider clock)
    {
        var started = new AlertmanagerProcess(program, webhook);
        try
        {
            started.Run(program);
            await started.WaitUntilReadyAsync(program, clock).ConfigureAwait(false);
            return started;
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
        _folder.Dispose();
    }

    // What the silo is told by its settings: see AlertServer.
    private static string ConfigurationFor(string webhook) => $$"""
        route:
          receiver: load
          group_by: [service]
          group_wait: 0s
          group_interval: 1s
          repeat_interval: 4h
        receivers:
        - name: load
          webhook_configs: [{url: '{{webhook}}', send_resolved: false}]

        """;

    private bool IsRunning { get; set; }

    private void Run(string program)
    {
        try
        {
            IsRunning = _process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ArgumentException($"--alertmanager is '{program}', which does not start: {e.Message}");
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitUntilReadyAsync(string program, TimeProvider clock)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < LongestStart && !_process.HasExited;)
        {
            try
            {
                using var answer = await client.GetAsync(Url + "/-/ready").ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock).ConfigureAwait(false);
        }

        throw new ArgumentException($"--alertmanager is '{program}', which {(_process.HasExited ? "ended" : $"was not ready within {LongestStart.TotalSeconds} s")}: {string.Join(" | ", _output)}");
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > 20)
        {
            _output.TryDequeue(out _);
        }
    }
}
