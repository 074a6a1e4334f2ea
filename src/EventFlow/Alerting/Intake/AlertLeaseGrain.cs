using EventFlow.Alerting.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Alerting.Intake;

/// <summary>Watches the leases, once a second.</summary>
/// <remarks>Reentrant, so that a renewal does not wait while ten thousand alerts end. Safe because the table changes in one turn.</remarks>
[Reentrant]
public sealed partial class AlertLeaseGrain(
    IGrainFactory grains, OpenAlertVisitor visitor, IOptions<AlertingOptions> options, TimeProvider time, ILogger<AlertLeaseGrain> logger) : Grain, IAlertLeaseGrain
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _until = new(StringComparer.Ordinal);
    private IGrainTimer? _timer;
    private bool _isEnding;
    private long _earliest = long.MaxValue;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var until = Now + (long)options.Value.ResolveTimeout.TotalMilliseconds;
        foreach (var alert in await visitor.OpenAsync())
            if (alert.ExpiresAt is { } expires) Set(alert.Id, Math.Max(until, expires));
        Watch();
    }

    /// <inheritdoc/>
    public ValueTask Renew(IReadOnlyList<AlertLease> leases)
    {
        foreach (var (fingerprint, until) in leases)
        {
            if (until <= 0) _until.Remove(fingerprint);
            else Set(fingerprint, until);
        }
        Watch();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AlertLease>> List() => ValueTask.FromResult<IReadOnlyList<AlertLease>>([.. _until.Select(static u => new AlertLease(u.Key, u.Value))]);

    /// <inheritdoc/>
    public ValueTask Wake() => ValueTask.CompletedTask;

    private void Set(string fingerprint, long until)
    {
        _until[fingerprint] = until;
        if (until < _earliest) _earliest = until;
    }

    private void Watch()
    {
        if (_until.Count == 0)
        {
            _timer?.Dispose();
            _timer = null;
        }
        else _timer ??= this.RegisterGrainTimer(static (grain, _) => grain.EndAsync(), this, new GrainTimerCreationOptions(Period, Period) { Interleave = true, KeepAlive = true });
    }

    private async Task EndAsync()
    {
        var now = Now;
        // Renewals move ends on and not this bound, so it may be early: then a look at all of them finds the next one.
        if (_isEnding || now < _earliest) return;
        _isEnding = true;
        try
        {
            var due = _until.Where(u => u.Value <= now).Select(static u => u.Key).ToList();
            foreach (var some in due.Chunk(AtOnce)) await Task.WhenAll(some.Select(EndAsync));
            _earliest = _until.Count > 0 ? _until.Values.Min() : long.MaxValue;
            Watch();
        }
        finally
        {
            _isEnding = false;
        }
    }

    private async Task EndAsync(string fingerprint)
    {
        // Sent again while those before it were ended.
        if (!_until.TryGetValue(fingerprint, out var due) || due > Now) return;
        try
        {
            await grains.GetGrain<IAlertGrain>(fingerprint).Expire();
            // Unless it was sent again meanwhile.
            if (_until.TryGetValue(fingerprint, out var until) && until <= Now) _until.Remove(fingerprint);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogEndFailed(logger, error, fingerprint);
        }
    }

    [LoggerMessage(5015, LogLevel.Warning, "Alert {Alert}, which was not sent again in time, could not be ended; it is tried again in a second")]
    private static partial void LogEndFailed(ILogger logger, Exception error, string alert);
}
