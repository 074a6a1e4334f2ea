using Microsoft.Extensions.Options;

namespace EventFlow.Audit;

/// <summary>Keeps the newest changes, and those before in full pages of which the oldest are dropped.</summary>
internal sealed class AuditGrain([PersistentState("audit", "state")] IPersistentState<AuditState> state, IGrainFactory grains, IOptions<AuditOptions> options) : Grain, IAuditGrain
{
    /// <summary>Changes of a page.</summary>
    public const int PageSize = 100;

    // Full pages that are kept.
    private readonly int _pages = (options.Value.MaxEntries + PageSize - 1) / PageSize;

    /// <inheritdoc/>
    public async ValueTask Add(AuditEntry entry)
    {
        var before = (state.State.Next, state.State.Recent);
        IReadOnlyList<AuditEntry> recent = [.. before.Recent, entry with { Number = before.Next }];
        try
        {
            if (recent.Count == PageSize)
            {
                // The page first: after a crash in between it is written again as it is.
                var page = before.Next / PageSize;
                await PageOf(page).Store(recent);
                if (page >= _pages) await PageOf(page - _pages).Store([]);
                recent = [];
            }

            (state.State.Next, state.State.Recent) = (before.Next + 1, recent);
            await state.WriteStateAsync();
        }
        catch
        {
            // What is not stored must not be believed.
            (state.State.Next, state.State.Recent) = before;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Page<AuditEntry>> List(AuditQuery query)
    {
        var (total, items) = (0, new List<AuditEntry>());
        Take(state.State.Recent);
        var full = state.State.Next / PageSize;
        for (var page = full - 1; page >= Math.Max(0, full - _pages); page--) Take(await PageOf(page).Load());
        return new(items, total, query.Offset, query.Limit);

        void Take(IReadOnlyList<AuditEntry> entries)
        {
            foreach (var entry in entries.Reverse().Where(query.Matches))
            {
                if (total >= query.Offset && items.Count < query.Limit) items.Add(entry);
                total++;
            }
        }
    }

    private IAuditPageGrain PageOf(long number) => grains.GetGrain<IAuditPageGrain>($"{this.GetPrimaryKeyString()}/{number}");
}
