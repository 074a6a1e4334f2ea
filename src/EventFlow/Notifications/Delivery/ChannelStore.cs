using System.Globalization;
using EventFlow.Alerting;

namespace EventFlow.Notifications;

/// <summary>
/// Keeps a <see cref="ChannelBook"/> on disk: each page is the state of a grain of its own, so that a change writes at most <see cref="ChannelBook.PageSize"/> messages,
/// however many wait. Changes of one page that come together share a write. Used from the turns of one grain.
/// </summary>
internal sealed class ChannelStore
{
    /// <summary>Pages that may exist without standing in the head: it is written once in so many pages. Stored data depends on it: it may only grow.</summary>
    public const int PagesAhead = 32;

    private const int LoadedAtOnce = 64;

    private readonly string _channel;
    private readonly IGrainFactory _grains;
    private readonly IPersistentState<ChannelState> _head;
    private readonly ChannelBook _book;
    private readonly SharedSave _saveHead;
    private readonly Dictionary<long, SharedSave> _saves = [];
    private long _reserved = -1;
    private Task _first = Task.CompletedTask;

    public ChannelStore(string channel, IGrainFactory grains, IPersistentState<ChannelState> head, ChannelBook book)
    {
        _channel = channel;
        _grains = grains;
        _head = head;
        _book = book;
        _saveHead = new(WriteHeadAsync);
    }

    public async Task LoadAsync()
    {
        _book.Definition = _head.State.Definition;
        if (!_head.RecordExists) return;
        _book.Load(_head.State.Vitals);
        var next = _head.State.NextPage;
        var numbers = _head.State.Pages.Concat(Enumerable.Range(0, PagesAhead).Select(i => next + i)).Distinct().Order();
        foreach (var some in numbers.Chunk(LoadedAtOnce))
        {
            var pages = await Task.WhenAll(some.Select(n => Page(n).Load().AsTask()));
            foreach (var (number, page) in some.Zip(pages))
                if (page is not null) _book.Load(number, page);
        }
        _book.BeginAt(next);
        _reserved = next + PagesAhead;
    }

    /// <summary>Completes when every change so far is durable, and what <paramref name="message"/> is now.</summary>
    public async Task SaveAsync(ChannelMessage? message = null, ChannelMessage? other = null)
    {
        if (_book.LastPage >= _reserved) await SaveHeadAsync();
        if (_book.First.Count > 0) _first = SaveFirstAsync(_first);
        if (!_first.IsCompletedSuccessfully) await _first;
        var pages = new HashSet<long>(_book.Dirty);
        if (message is not null) pages.Add(message.Page);
        if (other is not null) pages.Add(other.Page);
        if (pages.Count == 1) await SaveOf(pages.First()).SaveAsync();
        else await Task.WhenAll(pages.Select(n => SaveOf(n).SaveAsync()));
    }

    // Everybody who saves meanwhile waits for them too: what they stand before may be among what he saves.
    private async Task SaveFirstAsync(Task before)
    {
        var pages = _book.First.ToList();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await Task.WhenAll(pages.Select(n => SaveOf(n).SaveAsync()));
        }
        catch
        {
            foreach (var number in pages) _book.MarkFirst(number);
            throw;
        }
    }

    /// <summary>Stores the definition, and which pages there are.</summary>
    public Task SaveHeadAsync() => _saveHead.SaveAsync();

    /// <summary>Frees the pages from which nothing follows any more.</summary>
    public async Task RetireAsync(long now)
    {
        // What closed an incident may stand in a page that goes: first the page that says the incident is open.
        await SaveAsync();
        await ClearAsync(_book.Retire(now));
    }

    /// <summary>Forgets everything.</summary>
    public async Task ClearAsync()
    {
        _book.Definition = null;
        var pages = _book.Pages.ToList();
        await SaveHeadAsync();
        await ClearAsync(pages);
        await _head.ClearStateAsync();
    }

    private async Task ClearAsync(IReadOnlyList<long> pages)
    {
        foreach (var number in pages) _saves.Remove(number);
        foreach (var some in pages.Chunk(LoadedAtOnce)) await Task.WhenAll(some.Select(n => Page(n).Clear().AsTask()));
    }

    private async Task WriteHeadAsync()
    {
        var state = _head.State;
        state.Definition = _book.Definition;
        state.NextPage = _book.LastPage;
        state.Pages = [.. _book.Pages.Where(n => n < state.NextPage)];
        state.Vitals = _book.Vitals with { };
        var reserved = state.NextPage + PagesAhead;
        await _head.WriteStateAsync();
        _reserved = Math.Max(_reserved, reserved);
    }

    private async Task WriteAsync(long number)
    {
        try
        {
            await Page(number).Store(_book.Snapshot(number));
        }
        catch
        {
            _book.MarkDirty(number);
            throw;
        }
    }

    private SharedSave SaveOf(long number)
    {
        if (!_saves.TryGetValue(number, out var save)) _saves[number] = save = new(() => WriteAsync(number));
        return save;
    }

    private IChannelPageGrain Page(long number) => _grains.GetGrain<IChannelPageGrain>(string.Create(CultureInfo.InvariantCulture, $"{_channel}/{number}"));
}
