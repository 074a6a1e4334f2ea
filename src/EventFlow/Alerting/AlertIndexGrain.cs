using System.Globalization;
using Microsoft.Extensions.Options;

namespace EventFlow.Alerting;

/// <summary>
/// The list of alerts. All of it is in memory; on disk it lies in pages of <see cref="AlertIndex.PageSize"/> alerts, each stored by a grain of its own, so that a change writes a page
/// (some 10 KB) and not the whole list (7 MB), and alerts that change together write few. Changes of one page that arrive together share a write.
/// </summary>
/// <remarks>Reentrant, so that writes of several pages run side by side and queries do not wait for them. Safe because the list changes in one turn.</remarks>
[Reentrant]
public sealed class AlertIndexGrain : Grain, IAlertIndexGrain
{
    /// <summary>Parts by the hash of the alert, in which earlier versions stored the list; they are read once.</summary>
    public const int Shards = 256;

    /// <summary>Pages that may exist without standing in the head: it is written once in so many pages. Stored data depends on it: it may only grow.</summary>
    public const int PagesAhead = 64;

    private const int AtOnce = 64;

    private static readonly TimeSpan ShownSaveDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly IPersistentState<AlertIndexState> _head;
    private readonly AlertingInstruments _instruments;
    private readonly AlertIndex _index;
    private readonly Dictionary<long, SharedSave> _saves = [];
    private readonly SharedSave _saveHead;
    private readonly HashSet<long> _shown = [];
    private IGrainTimer? _savingShown;
    private long _reserved;

    /// <summary>Made by the runtime.</summary>
    public AlertIndexGrain([PersistentState("index", "state")] IPersistentState<AlertIndexState> head, IGrainFactory grains, IOptions<AlertingOptions> options, AlertingInstruments instruments)
    {
        _head = head;
        _grains = grains;
        _instruments = instruments;
        _index = new(options.Value.MaxResolved);
        _saveHead = new(WriteHeadAsync);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var next = _head.State.NextPage;
        var numbers = _head.State.Pages.Concat(Enumerable.Range(0, PagesAhead).Select(i => next + i)).Distinct().Order();
        foreach (var some in numbers.Chunk(AtOnce))
        {
            var pages = await Task.WhenAll(some.Select(n => Page(n).Load().AsTask()));
            foreach (var (number, page) in some.Zip(pages)) _index.Load(number, page);
        }
        _index.BeginAt(next);
        _reserved = _head.RecordExists ? next + PagesAhead : 0;
        if (!_head.State.HasParts) await TakePartsAsync();
        _instruments.SetOpen(_index.OpenBySeverity);
    }

    /// <inheritdoc/>
    public ValueTask Put(AlertSummary alert) => PutMany([alert]);

    /// <inheritdoc/>
    public async ValueTask PutMany(IReadOnlyList<AlertSummary> alerts)
    {
        // Also the pages of what was known: a repeated call may follow one whose write failed.
        var pages = new HashSet<long>();
        foreach (var alert in alerts) pages.Add(_index.Put(alert));
        _instruments.SetOpen(_index.OpenBySeverity);
        await SaveChangesAsync(pages);
    }

    /// <inheritdoc/>
    public ValueTask Show(AlertSummary alert) => ShowMany([alert]);

    /// <inheritdoc/>
    public ValueTask ShowMany(IReadOnlyList<AlertSummary> alerts)
    {
        foreach (var alert in alerts) _shown.Add(_index.Put(alert));
        _instruments.SetOpen(_index.OpenBySeverity);
        SaveShownAfter(ShownSaveDelay);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _shown.Count > 0 ? SaveChangesAsync([.. _shown]) : Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<Page<AlertSummary>> Query(AlertQuery query) => ValueTask.FromResult(_index.Query(query));

    // From the form of earlier versions into this one. After a crash at any point both are read again, and the newer of two entries counts.
    private async Task TakePartsAsync()
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, Shards).Select(i => Shard(i).Load().AsTask()));
        foreach (var alert in parts.SelectMany(static p => p)) _index.Put(alert);
        await _saveHead.SaveAsync();
        foreach (var some in _index.Pages.ToList().Chunk(AtOnce)) await SaveAsync(some);
        await Task.WhenAll(parts.Index().Where(static p => p.Item.Count > 0).Select(p => Shard(p.Index).Store([]).AsTask()));
        _head.State.HasParts = true;
        await _saveHead.SaveAsync();
    }

    private void SaveShownAfter(TimeSpan wait) =>
        _savingShown ??= this.RegisterGrainTimer(static (grain, _) => grain.SaveShownAsync(), this, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });

    private async Task SaveShownAsync()
    {
        _savingShown?.Dispose();
        _savingShown = null;
        try
        {
            await SaveChangesAsync([.. _shown]);
        }
        catch
        {
            SaveShownAfter(RetryAfterFailure);
            throw;
        }
    }

    private async Task SaveChangesAsync(IReadOnlyCollection<long> pages)
    {
        if (_index.LastPage >= _reserved) await _saveHead.SaveAsync();
        await SaveAsync(pages);
        // What was forgotten stands in its page until that is written again, and is forgotten anew when it is read; only a page of which nothing is left is taken away.
        if (_index.TakeEmptied() is not { Count: > 0 } emptied) return;
        await SaveAsync(emptied);
        foreach (var page in emptied) _saves.Remove(page);
    }

    private Task SaveAsync(IReadOnlyCollection<long> pages)
    {
        var saves = new List<Task>(pages.Count);
        foreach (var page in pages)
        {
            if (!_saves.TryGetValue(page, out var save)) _saves[page] = save = new(() => StoreAsync(page));
            saves.Add(save.SaveAsync());
        }
        return Task.WhenAll(saves);
    }

    private async Task StoreAsync(long page)
    {
        var isShown = _shown.Remove(page);
        try
        {
            await Page(page).Store(_index.Page(page));
        }
        catch
        {
            // Whoever put an alert into it repeats that; whoever showed one does not.
            if (isShown)
            {
                _shown.Add(page);
                SaveShownAfter(RetryAfterFailure);
            }
            throw;
        }
    }

    private async Task WriteHeadAsync()
    {
        var state = _head.State;
        state.NextPage = _index.LastPage;
        state.Pages = [.. _index.Pages.Where(n => n < state.NextPage).Order()];
        var reserved = state.NextPage + PagesAhead;
        await _head.WriteStateAsync();
        _reserved = Math.Max(_reserved, reserved);
    }

    private IAlertIndexPageGrain Page(long number) => _grains.GetGrain<IAlertIndexPageGrain>(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{number}"));

    private IAlertIndexShardGrain Shard(int shard) => _grains.GetGrain<IAlertIndexShardGrain>(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{shard:D3}"));
}
