using Microsoft.Extensions.Options;

namespace EventFlow.Alerting.Routing;

/// <summary>The routing configuration in force, compiled, as this process knows it. Thread safe.</summary>
public sealed class RoutingBook
{
    private readonly IGrainFactory _grains;
    private readonly AlertingOptions _options;
    private readonly Lock _gate = new();
    private volatile Entry _current;
    private volatile bool _isLoaded;

    /// <summary>Begins with what the settings say.</summary>
    public RoutingBook(IGrainFactory grains, IOptions<AlertingOptions> options)
    {
        _grains = grains;
        _options = options.Value;
        FromSettings = new(0, DefaultOf(_options), 0, "settings", "What the settings say.");
        _current = new(FromSettings, CompileTrusted(FromSettings.Config));
    }

    /// <summary>Version 0: what the settings say.</summary>
    public AlertingConfigVersion FromSettings { get; }

    /// <summary>The version in force.</summary>
    public AlertingConfigVersion Current => _current.Version;

    /// <summary>Its tree.</summary>
    public RouteTree Tree => _current.Tree;

    /// <summary>Compiles a configuration, channels and escalation policies checked where they are given.</summary>
    public (RouteTree? Tree, IReadOnlyList<Fault> Faults) Compile(AlertingConfig config, IReadOnlySet<string>? channels, IReadOnlySet<string>? policies = null) =>
        new RouteTreeCompiler(_options, channels, policies).Compile(config);

    /// <summary>Reads what is in force, the first time and when it is older than <paramref name="atLeast"/>.</summary>
    public ValueTask EnsureAsync(long atLeast = 0) => _isLoaded && Current.Version >= atLeast ? ValueTask.CompletedTask : RefreshAsync();

    /// <summary>
    /// Reads what is in force when a route is not known, or names a channel that is not: in a cluster what this process has read may be a second old, and an alert may have come by what is newer. Null
    /// channels are not checked.
    /// </summary>
    public async ValueTask EnsureKnownAsync(string route, IReadOnlyList<ChannelDefinition>? channels = null)
    {
        await EnsureAsync();
        if (!Knows(route, channels)) await RefreshAsync();
    }

    /// <summary>Reads what is in force.</summary>
    public async ValueTask RefreshAsync()
    {
        if (await _grains.GetGrain<IAlertRoutingGrain>(Tenants.Default).GetNewer(Current.Version) is { } newer) Use(newer);
        _isLoaded = true;
    }

    /// <summary>Takes a version that is in force now.</summary>
    public void Use(AlertingConfigVersion version)
    {
        lock (_gate)
        {
            if (version.Version > Current.Version) _current = new(version, CompileTrusted(version.Config));
        }
    }

    private bool Knows(string route, IReadOnlyList<ChannelDefinition>? channels) =>
        Tree.Find(route) is { } node && (channels is null || node.Channels.All(id => id == "*" || channels.Any(c => c.Id == id)));

    // It was checked before it was stored. Should an older silo's idea of right have been another, the settings hold.
    private RouteTree CompileTrusted(AlertingConfig config) =>
        Compile(config, null).Tree ?? Compile(DefaultOf(_options), null).Tree ?? throw new InvalidOperationException("The routing that the settings of EventFlow:Alerting describe does not compile.");

    private static AlertingConfig DefaultOf(AlertingOptions options) => new()
    {
        Route = new()
        {
            Receiver = "default",
            GroupBy = options.EffectiveGroupBy,
            GroupWait = AlertingDuration.Write(options.GroupWait),
            GroupInterval = AlertingDuration.Write(options.GroupInterval),
            RepeatInterval = AlertingDuration.Write(options.RepeatInterval),
        },
        Receivers = [new("default", ["*"])],
    };

    private sealed record Entry(AlertingConfigVersion Version, RouteTree Tree);
}
