using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Chaos.Rounds;

/// <summary>The silo of a run, one process after the other on the same data and port.</summary>
internal sealed class Silo(string data, int port, IReadOnlyDictionary<string, string> settings, Stopwatch clock) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly List<TimeSpan> _kills = [];
    private readonly List<TimeSpan> _recoveries = [];
    private SiloProcess? _process;

    public string Url => $"http://127.0.0.1:{port}";

    public HttpClient Client => _process!.Client;

    /// <summary>When it was killed, on the clock of the run.</summary>
    public IReadOnlyList<TimeSpan> Kills => _kills;

    /// <summary>How long each start after a kill took until it was ready.</summary>
    public IReadOnlyList<TimeSpan> Recoveries => _recoveries;

    /// <summary>What the present process wrote.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Starts the process and does not wait.</summary>
    public void Launch() => _process = SiloProcess.Launch(data, settings, port: port);

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task Start()
    {
        var began = clock.Elapsed;
        Launch();
        await _process!.WaitUntilReady(Patience);
        if (_kills.Count > 0) _recoveries.Add(clock.Elapsed - began);
    }

    public async Task Kill()
    {
        await _process!.Kill();
        _kills.Add(clock.Elapsed);
        await _process.DisposeAsync();
    }

    /// <summary>Asks it to stop and does not wait.</summary>
    public void AskToStop() => _process!.AskToStop();

    /// <summary>Stops it as an operator does.</summary>
    public async Task Stop()
    {
        if (await _process!.Stop(Patience) is not 0 and var code) throw new InvalidOperationException($"The silo stopped with exit code {code}.{Environment.NewLine}{Output}");
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;
}
