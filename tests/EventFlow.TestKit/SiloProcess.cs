using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace EventFlow.TestKit;

/// <summary>
/// The real silo, built beside the tests, as a process of its own on a loopback port. A test project that uses it refers to EventFlow.Silo with
/// <c>ReferenceOutputAssembly="false"</c>, so that it is built first. Dispose kills it.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private SiloProcess(Process process, string url)
    {
        _process = process;
        Url = url;
        Client = new() { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Add("X-Api-Key", "ef_development");
    }

    /// <summary>Its address, without a trailing slash.</summary>
    public string Url { get; }

    /// <summary>A client with the development key.</summary>
    public HttpClient Client { get; }

    /// <summary>What it wrote so far, standard output and error together.</summary>
    public string Output => string.Join(Environment.NewLine, _output);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Path of the built silo.</summary>
    public static string Assembly { get; } = Repository.BuiltBeside("src", "EventFlow.Silo");

    /// <summary>Starts a silo in the development environment, without samples, and waits until it is ready.</summary>
    /// <param name="dataDirectory">Where its data lies; the caller deletes it.</param>
    /// <param name="settings">Settings in the form <c>EventFlow:Section:Key</c>.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <param name="port">Port to listen on; a free one when not given.</param>
    public static async Task<SiloProcess> Start(string dataDirectory, IReadOnlyDictionary<string, string>? settings = null, IEnumerable<string>? arguments = null, int? port = null)
    {
        var silo = Launch(dataDirectory, settings, arguments, port);
        await silo.WaitUntilReady(TimeSpan.FromSeconds(180));
        return silo;
    }

    /// <summary>The same without waiting: it is starting when this returns.</summary>
    /// <param name="dataDirectory">Where its data lies; the caller deletes it.</param>
    /// <param name="settings">Settings in the form <c>EventFlow:Section:Key</c>.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <param name="port">Port to listen on; a free one when not given.</param>
    /// <param name="place">Another build of it, or another network; this build on loopback when not given.</param>
    public static SiloProcess Launch(
        string dataDirectory, IReadOnlyDictionary<string, string>? settings = null, IEnumerable<string>? arguments = null, int? port = null, SiloPlace? place = null)
    {
        place ??= new();
        var url = $"http://{place.Address}:{port ?? FreePort.Next()}";
        List<string> words = [.. place.Within, "dotnet", place.Assembly ?? Assembly, "--urls", url, "--data", dataDirectory];
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dataDirectory };
        foreach (var argument in arguments ?? ["--samples", "off"]) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";

        // Where other silos would reach it; on Orleans the default is one port for all.
        start.Environment["EventFlow__Cluster__SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) start.Environment[key.Replace(":", "__")] = value;
        var silo = new SiloProcess(new Process { StartInfo = start }, url);
        silo.Run();
        return silo;
    }

    /// <summary>Signs in with the development account and gives a client that acts as it.</summary>
    public async Task<HttpClient> SignIn(string user = "admin", string password = "admin")
    {
        using var anonymous = new HttpClient { BaseAddress = new(Url) };
        using var answer = await anonymous.PostAsJsonAsync("/api/auth/login", new { username = user, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        var client = new HttpClient { BaseAddress = new(Url), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM) and returns its exit code.</summary>
    public async Task<int> Stop(TimeSpan timeout)
    {
        AskToStop();
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The silo did not stop within {timeout.TotalSeconds} s of SIGTERM.{Environment.NewLine}{Output}");
        }
        return _process.ExitCode;
    }

    /// <summary>Waits until it ends by itself and returns its exit code.</summary>
    public async Task<int> Ended(TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The silo did not end within {timeout.TotalSeconds} s{(_process.HasExited ? ": its process did, its output is still held open" : "")}.{Environment.NewLine}{Output}");
        }
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop and does not wait.</summary>
    public void AskToStop() => Send(SignalTerminate);

    /// <summary>Lets it do nothing until <see cref="Thaw"/>, as one that hangs.</summary>
    public void Freeze() => Send(SignalStop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Send(SignalContinue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Kill();
        Client.Dispose();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (kill(_process.Id, signal) != 0) throw new InvalidOperationException($"No signal could be sent to process {_process.Id}.");
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        while (_output.Count > 2_000) _output.TryDequeue(out _);
    }

    /// <summary>Waits until it is ready; throws when it ends before, or is not ready in time.</summary>
    public async Task WaitUntilReady(TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < timeout)
        {
            if (_process.HasExited)
            {
                await ReadToEndAsync();
                throw new InvalidOperationException($"The silo ended with exit code {_process.ExitCode} before it was ready.{Environment.NewLine}{Output}");
            }

            try
            {
                using var limit = new CancellationTokenSource(AnswerWithin);
                using var answer = await Client.GetAsync("/ready", limit.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // It does not listen yet, or is too busy to say.
            }
            await Task.Delay(50);
        }
        await Kill();
        throw new TimeoutException($"The silo was not ready within {timeout.TotalSeconds} s.{Environment.NewLine}{Output}");
    }

    // A process that has ended may have written more than was read of it by then. It is not waited for without end: a process that it started may hold its output open.
    private async Task ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(AnswerWithin);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [System.Runtime.InteropServices.DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
}
