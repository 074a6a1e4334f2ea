using System.Globalization;
using Microsoft.Extensions.Options;

namespace EventFlow.Alerting;

/// <summary>
/// The list of alerts. All of it is in memory; on disk it lies in <see cref="Shards"/> parts by the hash of the alert, each stored by a grain of its own, so that a
/// change writes a part of some 40 alerts (30 KB) and not the whole list (7 MB). Changes of one part that arrive together share a write.
/// </summary>
/// <remarks>Reentrant, so that writes of several parts run side by side and queries do not wait for them. Safe because the list changes in one turn.</remarks>
[Reentrant]
public sealed class AlertIndexGrain(IGrainFactory grains, IOptions<AlertingOptions> options, AlertingInstruments instruments) : Grain, IAlertIndexGrain
{
    /// <summary>Parts of the list on disk. Stored data depends on it, so it never changes.</summary>
    public const int Shards = 256;

    private readonly AlertIndex _index = new(options.Value.MaxResolved, Shards);
    private readonly SharedSave?[] _saves = new SharedSave?[Shards];

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var part in await Task.WhenAll(Enumerable.Range(0, Shards).Select(i => Shard(i).Load().AsTask())))
            foreach (var alert in part) _index.Put(alert);
        instruments.SetOpen(_index.OpenBySeverity);
    }

    /// <inheritdoc/>
    public async ValueTask Put(AlertSummary alert)
    {
        _index.Put(alert);
        instruments.SetOpen(_index.OpenBySeverity);
        // Also when it was known: a repeated call may follow one whose write failed.
        var shard = _index.PartOf(alert.Id);
        await (_saves[shard] ??= new(() => StoreAsync(shard))).SaveAsync();
    }

    /// <inheritdoc/>
    public ValueTask<Page<AlertSummary>> Query(AlertQuery query) => ValueTask.FromResult(_index.Query(query));

    private Task StoreAsync(int shard) => Shard(shard).Store(_index.Part(shard)).AsTask();

    private IAlertIndexShardGrain Shard(int shard) =>
        grains.GetGrain<IAlertIndexShardGrain>(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{shard:D3}"));
}
