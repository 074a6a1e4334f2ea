using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EventFlow.Silo;

/// <summary>
/// Runs the sample services as a process of their own beside the silo, clients like any other, and starts them again when they crash. The process
/// reads its standard input and ends when that closes, so it dies with the silo however the silo ends.
/// </summary>
internal sealed partial class SampleProcess(
    IServer server, SiloSettings settings, IHostEnvironment environment, ApiKeyRegistry keys, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SampleProcess> logger)
    : BackgroundService
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Samples) return;
        var program = Path.Combine(AppContext.BaseDirectory, "samples", "EventFlow.Shop.dll");
        if (!File.Exists(program))
        {
            LogMissing(logger, program);
            return;
        }

        var key = GetKey();
        await Started(stoppingToken);
        var backoff = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var code = await Run(program, key, stoppingToken);
            if (stoppingToken.IsCancellationRequested) return;
            backoff = time.GetElapsedTime(began) > SteadyAfter ? TimeSpan.FromSeconds(1) : backoff;
            LogEnded(logger, code, backoff.TotalSeconds);
            await Task.Delay(backoff, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff;
        }
    }

    // Outside development the samples get a key of their own, good for as long as this process lives.
    private string GetKey()
    {
        if (environment.IsDevelopment()) return StartupBanner.DevelopmentApiKey;
        var key = $"ef_{Secrets.NewSecret()}";
        keys.AddBuiltIn(key, "samples", [Scopes.Ingest]);
        return key;
    }

    private async Task Started(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(static s => ((TaskCompletionSource)s!).TrySetResult(), started);
        await started.Task.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<int> Run(string program, string key, CancellationToken stopping)
    {
        try
        {
            using var process = Process.Start(Describe(program, key))!;
            LogStarted(logger, process.Id);
            process.OutputDataReceived += (_, e) => LogOutput(e.Data);
            process.ErrorDataReceived += (_, e) => LogOutput(e.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited) await Stop(process);
            return process.ExitCode;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            LogFailed(logger, e);
            return -1;
        }
    }

    private ProcessStartInfo Describe(string program, string key) => new(DotnetPath())
    {
        ArgumentList = { program, "--url", ServerUrl(), "--parent-pipe" },
        // Arguments are there for every user of the machine to read; the environment is not.
        Environment = { ["EVENTFLOW_API_KEY"] = key },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private async Task Stop(Process process)
    {
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        await process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private string ServerUrl()
    {
        var url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return url.Replace("[::]", "127.0.0.1").Replace("0.0.0.0", "127.0.0.1").Replace("+", "127.0.0.1").Replace("*", "127.0.0.1");
    }

    // The program that runs this runtime; the silo itself may have been started by its own executable.
    private static string DotnetPath()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var path = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(path) ? path : name;
    }

    private void LogOutput(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line)) LogLine(logger, line);
    }

    [LoggerMessage(6401, LogLevel.Warning, "The sample services are not at {Path}; the silo goes on without them")]
    private static partial void LogMissing(ILogger logger, string path);

    [LoggerMessage(6402, LogLevel.Information, "The sample services started as process {ProcessId}")]
    private static partial void LogStarted(ILogger logger, int processId);

    [LoggerMessage(6403, LogLevel.Warning, "The sample services ended with code {ExitCode}; they start again in {BackoffSeconds} s")]
    private static partial void LogEnded(ILogger logger, int exitCode, double backoffSeconds);

    [LoggerMessage(6404, LogLevel.Error, "The sample services could not be started")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(6405, LogLevel.Debug, "samples: {Line}")]
    private static partial void LogLine(ILogger logger, string line);
}
