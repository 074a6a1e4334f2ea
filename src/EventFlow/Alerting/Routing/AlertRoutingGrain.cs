using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting.Routing;

/// <summary>Keeps the routing configuration and its versions, and has the open alerts look for their way again when it changes.</summary>
public sealed partial class AlertRoutingGrain(
    [PersistentState("routing", "state")] IPersistentState<AlertRoutingState> state, IGrainFactory grains, RoutingBook book, OpenAlertVisitor visitor, TimeProvider time, ILogger<AlertRoutingGrain> logger)
    : Grain, IAlertRoutingGrain
{
    /// <summary>Versions kept.</summary>
    public const int MaxVersions = 50;

    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    private IGrainTimer? _timer;
    private SharedSave? _save;

    private AlertingConfigVersion? InForce => state.State.Versions.Count > 0 ? state.State.Versions[^1] : null;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (state.State.MustTell) TellAfter(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<AlertingConfigVersion?> GetNewer(long known) => ValueTask.FromResult(InForce?.Version == known ? null : InForce);

    /// <inheritdoc/>
    public async ValueTask<Outcome<AlertingConfigVersion>> Put(AlertingConfig config, long? expected, string who, string comment)
    {
        var current = InForce?.Version ?? 0;
        if (expected is { } wanted && wanted != current)
            return Outcome<AlertingConfigVersion>.Conflict($"Version {current} of the routing is in force{(InForce is { } v ? $", put there by {v.Who}" : "")}; expected {wanted}. Read it again and repeat the change.");
        var version = new AlertingConfigVersion(current + 1, config, time.GetUtcNow().ToUnixTimeMilliseconds(), who, comment);
        state.State.Versions.Add(version);
        if (state.State.Versions.Count > MaxVersions) state.State.Versions.RemoveAt(0);
        state.State.MustTell = true;
        await SaveAsync();
        book.Use(version);
        LogPut(logger, who, version.Version);
        TellAfter(TimeSpan.Zero);
        return Outcome<AlertingConfigVersion>.Done(version);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AlertingConfigVersion>> Versions() => ValueTask.FromResult<IReadOnlyList<AlertingConfigVersion>>([.. Enumerable.Reverse(state.State.Versions)]);

    private void TellAfter(TimeSpan wait)
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(static (grain, _) => grain.TellAsync(), this, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    // Outside the call: whoever changed the routing need not wait for ten thousand alerts.
    private async Task TellAsync()
    {
        var version = InForce?.Version ?? 0;
        try
        {
            await grains.GetGrain<IInhibitionGrain>(Tenants.Default).Reload();
            await visitor.VisitAsync(static _ => true, 0, version);
            // After the alerts, which may have joined other groups: groups that stay have a receiver or a policy more, or less.
            await grains.GetGrain<IAlertingWorkGrain>(Tenants.Default).Reroute(version);
            // Another change meanwhile has its own round.
            if (version != (InForce?.Version ?? 0)) return;
            state.State.MustTell = false;
            await SaveAsync();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogTellFailed(logger, error, version);
            TellAfter(RetryAfterFailure);
        }
    }

    private async ValueTask SaveAsync()
    {
        try
        {
            // The alerts hear of one change while the next is put: two writes at once would be one too many.
            await (_save ??= new(state.WriteStateAsync)).SaveAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(5010, LogLevel.Information, "{Who} put version {Version} of the routing in force")]
    private static partial void LogPut(ILogger logger, string who, long version);

    [LoggerMessage(5011, LogLevel.Warning, "Not every open alert has heard of version {Version} of the routing; it is tried again in 5 s")]
    private static partial void LogTellFailed(ILogger logger, Exception error, long version);
}
