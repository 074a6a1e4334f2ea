namespace EventFlow.Alerting;

/// <summary>What the API and the dashboard do with alerts.</summary>
public sealed class AlertService(IGrainFactory grains, TimeProvider time) : IAlertService
{
    private const int LongestComment = 1_000;

    /// <inheritdoc/>
    public ValueTask<Page<AlertSummary>> Query(AlertQuery query) => grains.GetGrain<IAlertIndexGrain>(Tenants.Default).Query(query);

    /// <inheritdoc/>
    public async ValueTask<AlertDetail?> Get(string id) => IsFingerprint(id) ? await grains.GetGrain<IAlertGrain>(id).Get() : null;

    /// <inheritdoc/>
    public async ValueTask<Outcome<AlertDetail>> Acknowledge(string id, string who, string comment, long? until = null) => until is { } end && end <= time.GetUtcNow().ToUnixTimeMilliseconds()
        ? Outcome<AlertDetail>.Invalid([new("until", "in the past", "a time in the future, or none: until it resolves")])
        : await Command(id, comment, alert => alert.Acknowledge(who, comment.Trim(), until));

    /// <inheritdoc/>
    public ValueTask<Outcome<AlertDetail>> Unacknowledge(string id, string who, string comment) => Command(id, comment, alert => alert.Unacknowledge(who, comment.Trim()));

    /// <inheritdoc/>
    public ValueTask<Outcome<AlertDetail>> Resolve(string id, string who, string comment) => Command(id, comment, alert => alert.Resolve(who, comment.Trim()));

    private async ValueTask<Outcome<AlertDetail>> Command(string id, string comment, Func<IAlertGrain, ValueTask<Outcome<AlertDetail>>> command)
    {
        if (!IsFingerprint(id)) return Outcome<AlertDetail>.NotFound($"There is no alert '{id}'.");
        if (comment.Length > LongestComment) return Outcome<AlertDetail>.Invalid([new("comment", $"{comment.Length} characters", $"at most {LongestComment}")]);
        return await command(grains.GetGrain<IAlertGrain>(id));
    }

    // Asking for an alert makes a grain: only what can be one may.
    private static bool IsFingerprint(string id) => id.Length == 16 && id.All(static c => char.IsAsciiHexDigitLower(c));
}
