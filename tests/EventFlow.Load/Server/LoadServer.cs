using EventFlow.TestKit;

namespace EventFlow.Load;

/// <summary>The server under load: the built silo, started on a folder of its own, or one that runs already. Dispose ends what it started.</summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(2);

    private readonly SiloProcess? _silo;
    private readonly TempDirectory? _temporary;
    private CpuShare? _share;

    private LoadServer(LoadTarget target, HttpClient api, int? process, string? data, SiloProcess? silo = null, TempDirectory? temporary = null)
    {
        (Target, Api, Data, _silo, _temporary) = (target, api, data, silo, temporary);
        Meter = new ServerMeter(process, data);
    }

    /// <summary>Where events go.</summary>
    public LoadTarget Target { get; }

    /// <summary>A client that may also operate: an administrator where the silo was started, else what --header gives.</summary>
    public HttpClient Api { get; }

    /// <summary>What it uses.</summary>
    public ServerMeter Meter { get; }

    /// <summary>Its data directory; null when it is not known.</summary>
    public string? Data { get; }

    /// <summary>From its start to /ready; null when it was not started here.</summary>
    public TimeSpan? ReadyAfter { get; private init; }

    /// <summary>Whether it can be ended and its log be read.</summary>
    public bool IsOurs => _silo is not null;

    /// <summary>Starts a silo, or finds the one at --against.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="settings">Settings of a silo that is started.</param>
    /// <param name="prepare">Done with the data directory before it is started.</param>
    public static async Task<LoadServer> OpenAsync(LoadArguments arguments, IReadOnlyDictionary<string, string>? settings = null, Func<string, Task>? prepare = null)
    {
        if (arguments.Text("against") is { } url)
        {
            return Against(url.TrimEnd('/'), arguments);
        }

        var temporary = arguments.Has("data") ? null : new TempDirectory();
        var data = temporary?.Path ?? Directory.CreateDirectory(arguments.Text("data")!).FullName;
        if (prepare is not null)
        {
            await prepare(data).ConfigureAwait(false);
        }

        var started = TimeProvider.System.GetTimestamp();
        var silo = await SiloProcess.Start(data, SettingsOf(arguments, settings)).ConfigureAwait(false);
        var ready = TimeProvider.System.GetElapsedTime(started);
        try
        {
            var api = await silo.SignIn().ConfigureAwait(false);
            return new LoadServer(new LoadTarget(silo.Url, [new("X-Api-Key", "ef_development")]), api, silo.Id, data, silo, temporary) { ReadyAfter = ready };
        }
        catch
        {
            await silo.DisposeAsync().ConfigureAwait(false);
            temporary?.Dispose();
            throw;
        }
    }

    /// <summary>From now on the silo gets only the share of a core that --cpu-share says; without the option nothing changes.</summary>
    public void Confine(LoadArguments arguments)
    {
        if (_silo is not null && arguments.Has("cpu-share"))
        {
            _share = CpuShare.Confine(_silo.Id, arguments.Real("cpu-share", 1));
        }
    }

    /// <summary>The sum of a figure of /metrics; null when the server has none.</summary>
    public async Task<double?> FigureAsync(string name, string label = "")
    {
        try
        {
            return PrometheusText.Sum(await Api.GetStringAsync("/metrics").ConfigureAwait(false), name, label);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits until everything acknowledged has been applied; false when that took too long, or the server does not tell.</summary>
    public async Task<bool> DrainAsync(TimeSpan longest, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < longest)
        {
            if (await FigureAsync("ingestion_lag").ConfigureAwait(false) is not > 0)
            {
                return await FigureAsync("ingestion_lag").ConfigureAwait(false) is 0;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Ends the silo that was started, so that its log can be read.</summary>
    public async Task<int> StopAsync() => await (_silo ?? throw new InvalidOperationException("Only a silo that was started here can be stopped.")).Stop(LongestStop).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_silo is not null)
        {
            await _silo.DisposeAsync().ConfigureAwait(false);
        }

        _share?.Dispose();
        _temporary?.Dispose();
    }

    private static LoadServer Against(string url, LoadArguments arguments)
    {
        var headers = arguments.All("header").Select(Header).ToList();
        if (headers.Count == 0)
        {
            headers.Add(new("X-Api-Key", "ef_development"));
        }

        var api = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(30) };
        foreach (var (name, value) in headers)
        {
            api.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return new LoadServer(new LoadTarget(url, headers), api, arguments.Has("pid") ? (int)arguments.Number("pid", 0, 1, int.MaxValue) : null, arguments.Text("data"));
    }

    private static KeyValuePair<string, string> Header(string text) => text.IndexOf(':') is > 0 and var colon
        ? new(text[..colon].Trim(), text[(colon + 1)..].Trim())
        : throw new ArgumentException($"--header is '{text}'; expected NAME:VALUE.");

    private static Dictionary<string, string> SettingsOf(LoadArguments arguments, IReadOnlyDictionary<string, string>? settings)
    {
        // The limit of one caller is not what is measured; all connections come from one.
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["EventFlow:Ingestion:EventsPerSecond"] = "100000000",
            ["EventFlow:Ingestion:BurstEvents"] = "100000000",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            all[key] = value;
        }

        foreach (var text in arguments.All("setting"))
        {
            var equals = text.IndexOf('=');
            if (equals <= 0)
            {
                throw new ArgumentException($"--setting is '{text}'; expected KEY=VALUE.");
            }

            all[text[..equals]] = text[(equals + 1)..];
        }

        return all;
    }
}
