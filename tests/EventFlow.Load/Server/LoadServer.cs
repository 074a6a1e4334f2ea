using System.Net.Http.Json;
using EventFlow.TestKit;

namespace EventFlow.Load;

/// <summary>The server under load: the built silo, started on a folder of its own, several of them that form a cluster, or one that runs already. Dispose ends what it started.</summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(2);

    private readonly List<HttpClient> _apis = [];
    private readonly IReadOnlyList<SiloProcess> _silos;
    private readonly TempDirectory? _temporary;
    private readonly List<CpuShare> _shares = [];

    private LoadServer(IReadOnlyList<LoadTarget> targets, IEnumerable<HttpClient> apis, IReadOnlyList<int> processes, string? data, IReadOnlyList<SiloProcess> silos, TempDirectory? temporary = null)
    {
        (Targets, Data, _silos, _temporary) = (targets, data, silos, temporary);
        _apis.AddRange(apis);
        Meter = new ServerMeter(processes, data);
    }

    /// <summary>Where events go, all silos alike.</summary>
    public IReadOnlyList<LoadTarget> Targets { get; }

    /// <summary>Where events go when one place is enough.</summary>
    public LoadTarget Target => Targets[0];

    /// <summary>A client that may also operate: an administrator where the silo was started, else what --header gives.</summary>
    public HttpClient Api => _apis[0];

    /// <summary>What it uses.</summary>
    public ServerMeter Meter { get; }

    /// <summary>Its data directory; null when it is not known.</summary>
    public string? Data { get; }

    /// <summary>From its start to /ready; null when it was not started here.</summary>
    public TimeSpan? ReadyAfter { get; private init; }

    /// <summary>Whether it can be ended and its log be read.</summary>
    public bool IsOurs => _silos.Count > 0;

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
            return new LoadServer([TargetOf(silo)], [api], [silo.Id], data, [silo], temporary) { ReadyAfter = ready };
        }
        catch
        {
            await silo.DisposeAsync().ConfigureAwait(false);
            temporary?.Dispose();
            throw;
        }
    }

    /// <summary>Starts silos, one after the other, that form a cluster by the settings they are given.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="settingsOf">Settings of each silo, by its number from 1.</param>
    /// <param name="count">How many.</param>
    public static async Task<LoadServer> OpenClusterAsync(LoadArguments arguments, Func<int, IReadOnlyDictionary<string, string>> settingsOf, int count)
    {
        var temporary = new TempDirectory();
        List<SiloProcess> silos = [];
        try
        {
            List<HttpClient> apis = [];
            for (var number = 1; number <= count; number++)
            {
                silos.Add(await SiloProcess.Start(Directory.CreateDirectory(temporary[$"silo-{number}"]).FullName, SettingsOf(arguments, settingsOf(number))).ConfigureAwait(false));
                apis.Add(await silos[^1].SignIn().ConfigureAwait(false));
            }

            return new LoadServer([.. silos.Select(TargetOf)], apis, [.. silos.Select(static s => s.Id)], temporary.Path, silos, temporary);
        }
        catch
        {
            foreach (var silo in silos)
            {
                await silo.DisposeAsync().ConfigureAwait(false);
            }

            temporary.Dispose();
            throw;
        }
    }

    /// <summary>From now on each silo gets only the share of a core that --cpu-share says; without the option nothing changes.</summary>
    public void Confine(LoadArguments arguments)
    {
        if (arguments.Has("cpu-share"))
        {
            Confine(arguments.Real("cpu-share", 1));
        }
    }

    /// <summary>From now on each silo that was started here gets only a share of a core.</summary>
    public void Confine(double cores) => _shares.AddRange(_silos.Select(s => CpuShare.Confine(s.Id, cores)));

    /// <summary>The sum of a figure of /metrics over all silos; null when one of them does not answer or none has it.</summary>
    public async Task<double?> FigureAsync(string name, string label = "")
    {
        try
        {
            var pages = await Task.WhenAll(_apis.Select(static api => api.GetStringAsync("/metrics"))).ConfigureAwait(false);
            var figures = pages.Select(page => PrometheusText.Sum(page, name, label)).Where(static f => f is not null).ToList();
            return figures.Count == 0 ? null : figures.Sum();
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

    /// <summary>Adds a webhook that is told of the begin of every alert.</summary>
    public async Task AddWebhookAsync(string url)
    {
        using var answer = await Api.PostAsJsonAsync("/api/channels", new
        {
            id = "load-receiver", kind = "webhook", sendResolved = false, settings = new Dictionary<string, string> { ["url"] = url },
        }).ConfigureAwait(false);
        await RequireAsync(answer).ConfigureAwait(false);
    }

    /// <summary>Throws when something could not be made.</summary>
    public static async Task RequireAsync(HttpResponseMessage answer)
    {
        // 409: it is there from an earlier run against the same server.
        if (!answer.IsSuccessStatusCode && (int)answer.StatusCode != 409)
        {
            throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync().ConfigureAwait(false)}");
        }
    }

    /// <summary>Ends the silo that was started, so that its log can be read.</summary>
    public async Task<int> StopAsync() => await (_silos is [var silo] ? silo : throw new InvalidOperationException("Only one silo that was started here can be stopped.")).Stop(LongestStop).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _apis.ForEach(static api => api.Dispose());
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync().ConfigureAwait(false);
        }

        _shares.ForEach(static share => share.Dispose());
        _temporary?.Dispose();
    }

    private static LoadTarget TargetOf(SiloProcess silo) => new(silo.Url, [new("X-Api-Key", "ef_development")]);

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

        IReadOnlyList<int> processes = arguments.Has("pid") ? [(int)arguments.Number("pid", 0, 1, int.MaxValue)] : [];
        return new LoadServer([new LoadTarget(url, headers)], [api], processes, arguments.Text("data"), []);
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
