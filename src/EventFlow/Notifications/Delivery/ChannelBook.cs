namespace EventFlow.Notifications;

/// <summary>
/// All messages of a channel in memory, found by id, group, place and state, and the pages they are stored in. Every change goes through <see cref="Change"/>, which
/// keeps the indexes and remembers the page. Not thread safe: used from the turns of one grain.
/// </summary>
public sealed class ChannelBook
{
    /// <summary>Messages in a page: a change writes that many at most.</summary>
    public const int PageSize = 8;

    /// <summary>Alerts in the messages of a page from which on it takes no further message: a large message is not written again with each of its neighbours.</summary>
    public const int PageAlerts = 32;

    /// <summary>Pages kept although everything in them is over, so that a message that comes again is known. A sender repeats one only until it has noted that it was taken.</summary>
    public const int PagesRemembered = 32;

    /// <summary>How long a report stays stored after its alerts have heard it, ms: longer than they take to save it, so that after a crash they hear it again.</summary>
    public const long ReportKeptMs = 20_000;

    /// <summary>How long the messages of a page are remembered at least, ms. A group may take a second to note that one was taken.</summary>
    public const long RememberedMs = 60_000;

    private static readonly Comparer<ChannelMessage> ByOrder = Comparer<ChannelMessage>.Create(static (a, b) => a.Order.CompareTo(b.Order));
    private static readonly Comparer<ChannelMessage> ByNextAt = Comparer<ChannelMessage>.Create(static (a, b) => (a.NextAt ?? 0, a.Order).CompareTo((b.NextAt ?? 0, b.Order)));
    private static readonly Comparer<ChannelMessage> ByEnd = Comparer<ChannelMessage>.Create(static (a, b) => (a.EndedAt, a.Order).CompareTo((b.EndedAt, b.Order)));

    private readonly Dictionary<string, ChannelMessage> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupLine> _lines = new(StringComparer.Ordinal);
    private readonly ByGroup _open = new();
    private readonly ByGroup _deadOf = new();
    private readonly SortedDictionary<long, List<ChannelMessage>> _pages = [];
    private readonly SortedSet<ChannelMessage> _queue = new(ByOrder);
    private readonly SortedSet<ChannelMessage> _sending = new(ByOrder);
    private readonly SortedSet<ChannelMessage> _ready = new(ByOrder);
    private readonly SortedSet<ChannelMessage> _later = new(ByNextAt);
    private readonly SortedSet<ChannelMessage> _dead = new(ByEnd);
    private readonly SortedSet<ChannelMessage> _reports = new(ByOrder);
    private readonly SortedSet<ChannelMessage> _unlogged = new(ByOrder);
    private readonly SortedSet<ChannelMessage> _owed = new(ByOrder);
    private readonly HashSet<long> _dirty = [];
    private readonly HashSet<long> _first = [];
    private readonly Dictionary<string, DeliveryReport> _toldReports = new(StringComparer.Ordinal);
    private readonly Queue<(ChannelMessage Message, DeliveryReport Report, long At)> _told = new();

    /// <summary>The channel; null until it is configured.</summary>
    public ChannelDefinition? Definition { get; set; }

    /// <summary>What is known beside the messages.</summary>
    public ChannelVitals Vitals { get; private set; } = new();

    /// <summary>What waits or is being sent, next first.</summary>
    public IReadOnlyCollection<ChannelMessage> Queue => _queue;

    /// <summary>What is being sent.</summary>
    public IReadOnlyCollection<ChannelMessage> Sending => _sending;

    /// <summary>The dead letters, oldest first.</summary>
    public IReadOnlyCollection<ChannelMessage> Dead => _dead;

    /// <summary>Dead letters that the stream does not hold yet.</summary>
    public IReadOnlyCollection<ChannelMessage> Unlogged => _unlogged;

    /// <summary>Messages whose alerts have yet to be told.</summary>
    public IReadOnlyCollection<ChannelMessage> Untold => _reports;

    /// <summary>Messages that the fallback channel has yet to be given.</summary>
    public IReadOnlyCollection<ChannelMessage> Owed => _owed;

    /// <summary>Groups with an open incident.</summary>
    public int OpenGroups => _open.Count;

    /// <summary>Pages with a change that is not stored.</summary>
    public IReadOnlyCollection<long> Dirty => _dirty;

    /// <summary>Pages of <see cref="Dirty"/> to be stored before the others.</summary>
    public IReadOnlyCollection<long> First => _first;

    /// <summary>The pages there are.</summary>
    public IReadOnlyCollection<long> Pages => _pages.Keys;

    /// <summary>The page that takes the next message.</summary>
    public long LastPage { get; private set; }

    /// <summary>The first messages of their groups that may go now, in order. Call <see cref="Promote"/> first.</summary>
    public IReadOnlyCollection<ChannelMessage> Ready => _ready;

    /// <summary>When the first message that waits for its next try may go; null when none does.</summary>
    public long? FirstLater => _later.Min?.NextAt;

    /// <summary>The message of an id, whatever became of it; null when it is not known.</summary>
    public ChannelMessage? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The messages that told of the open incident of a group, first first.</summary>
    public IReadOnlyCollection<ChannelMessage> OpenOf(string groupKey) => _open.Of(groupKey);

    /// <summary>The dead letters of a group, in the order in which they were queued.</summary>
    public IReadOnlyCollection<ChannelMessage> DeadOf(string groupKey) => _deadOf.Of(groupKey);

    /// <summary>What is queued of a group, next first.</summary>
    public IReadOnlyCollection<ChannelMessage> QueueOf(string groupKey) => _lines.TryGetValue(groupKey, out var line) ? line.Messages : [];

    /// <summary>Messages that told of an incident after its end, which follows them.</summary>
    public IEnumerable<ChannelMessage> OpenAndOver => _open.All.Where(static m => m.LateEnd is not null);

    /// <summary>Takes the vitals if they are newer than the known ones.</summary>
    public void Load(ChannelVitals vitals)
    {
        if (vitals.Version >= Vitals.Version) Vitals = vitals with { };
    }

    /// <summary>Takes a stored page.</summary>
    public void Load(long number, ChannelPage page)
    {
        Load(page.Vitals);
        LastPage = Math.Max(LastPage, number);
        foreach (var message in page.Messages) Put(message with { Page = number });
    }

    /// <summary>Begins with the pages from this number on.</summary>
    public void BeginAt(long number) => LastPage = Math.Max(LastPage, number);

    /// <summary>Takes a new message.</summary>
    public void Add(ChannelMessage message)
    {
        if (_pages.TryGetValue(LastPage, out var page) && (page.Count >= PageSize || page.Sum(static m => m.Notification?.Alerts.Count ?? 0) >= PageAlerts)) LastPage++;
        message.Page = LastPage;
        Put(message);
        _dirty.Add(message.Page);
    }

    /// <summary>Changes a message.</summary>
    public void Change(ChannelMessage message, Action<ChannelMessage> change)
    {
        Unindex(message);
        change(message);
        Index(message);
        _dirty.Add(message.Page);
    }

    /// <summary>Changes a message because another one ended. The other one is stored after it: it knows nothing of this one any more.</summary>
    public void ChangeFirst(ChannelMessage message, Action<ChannelMessage> change)
    {
        Change(message, change);
        _first.Add(message.Page);
    }

    /// <summary>The alerts of a message have heard its report.</summary>
    public void NoteTold(ChannelMessage message, DeliveryReport report, long now)
    {
        // Another report may have come while this one was told.
        if (!ReferenceEquals(message.Report, report)) return;
        Unindex(message);
        _toldReports[message.Id] = report;
        _told.Enqueue((message, report, now));
        Index(message);
    }

    /// <summary>When the first report that was told may be taken off; null when none is kept.</summary>
    public long? FirstToldDue => _told.TryPeek(out var first) ? first.At + ReportKeptMs : null;

    /// <summary>Takes off the reports of one page that were told long enough ago. Returns whether there were any.</summary>
    public bool ForgetTold(long now)
    {
        if (!_told.TryPeek(out var first) || first.At > now - ReportKeptMs) return false;
        // Its neighbours were told in the same moment: the page is written once for all of them.
        while (_told.TryPeek(out var next) && next.Message.Page == first.Message.Page && next.At <= now - (ReportKeptMs / 2))
        {
            _told.Dequeue();
            if (_toldReports.TryGetValue(next.Message.Id, out var told) && ReferenceEquals(told, next.Report)) _toldReports.Remove(next.Message.Id);
            if (ReferenceEquals(next.Message.Report, next.Report)) Change(next.Message, static m => m.Report = null);
        }
        return true;
    }

    /// <summary>Lets messages go whose wait is over.</summary>
    public void Promote(long now)
    {
        while (_later.Min is { } first && first.NextAt <= now)
        {
            _later.Remove(first);
            _ready.Add(first);
        }
    }

    /// <summary>Forgets why messages wait: the way is open again.</summary>
    public void PromoteAll()
    {
        foreach (var message in _later.ToList()) Change(message, static m => m.NextAt = null);
    }

    /// <summary>A copy of a page for the store; the page counts as stored from here on.</summary>
    public ChannelPage Snapshot(long number)
    {
        _dirty.Remove(number);
        _first.Remove(number);
        Vitals.Version++;
        return new(_pages.TryGetValue(number, out var page) ? [.. page.Select(static m => m with { })] : [], Vitals with { });
    }

    /// <summary>The page could not be stored.</summary>
    public void MarkDirty(long number) => _dirty.Add(number);

    /// <summary>The page could not be stored, and others may not be before it.</summary>
    public void MarkFirst(long number)
    {
        _dirty.Add(number);
        _first.Add(number);
    }

    /// <summary>Forgets what is over in old pages. Returns the pages that hold nothing any more; they are gone from here.</summary>
    public IReadOnlyList<long> Retire(long now)
    {
        var empty = new List<long>();
        foreach (var (number, page) in _pages.TakeWhile(p => p.Key < LastPage - PagesRemembered).ToList())
        {
            foreach (var message in page.Where(IsForgotten)) _byId.Remove(message.Id);
            page.RemoveAll(IsForgotten);
            if (page.Count > 0) continue;
            _pages.Remove(number);
            _dirty.Remove(number);
            _first.Remove(number);
            empty.Add(number);
        }
        return empty;

        bool IsForgotten(ChannelMessage message) => message.IsOver && message.EndedAt <= now - RememberedMs;
    }

    private void Put(ChannelMessage message)
    {
        if (!_pages.TryGetValue(message.Page, out var page)) _pages[message.Page] = page = [];
        page.Add(message);
        _byId[message.Id] = message;
        Index(message);
    }

    private void Index(ChannelMessage message)
    {
        if (message.IsQueued) _queue.Add(message);
        if (message.Phase == MessagePhase.Sending) _sending.Add(message);
        if (message.Phase == MessagePhase.Dead)
        {
            _dead.Add(message);
            _deadOf.Add(message);
        }
        if (message.Report is { } report && !(_toldReports.TryGetValue(message.Id, out var told) && ReferenceEquals(told, report))) _reports.Add(message);
        if (message.Unlogged && message.Phase == MessagePhase.Dead) _unlogged.Add(message);
        if (message.StandIn == StandInPhase.Owed) _owed.Add(message);
        if (message.IsOpen) _open.Add(message);
        if (message.IsQueued) LineOf(message.GroupKey).Add(message, _ready, _later);
    }

    private void Unindex(ChannelMessage message)
    {
        _queue.Remove(message);
        _sending.Remove(message);
        if (_dead.Remove(message)) _deadOf.Remove(message);
        _reports.Remove(message);
        _unlogged.Remove(message);
        _owed.Remove(message);
        _open.Remove(message);
        if (_lines.TryGetValue(message.GroupKey, out var line) && line.Remove(message, _ready, _later)) _lines.Remove(message.GroupKey);
    }

    private GroupLine LineOf(string groupKey)
    {
        if (!_lines.TryGetValue(groupKey, out var line)) _lines[groupKey] = line = new();
        return line;
    }

    /// <summary>Messages by their group, each in order.</summary>
    private sealed class ByGroup
    {
        private readonly Dictionary<string, SortedSet<ChannelMessage>> _groups = new(StringComparer.Ordinal);

        public int Count => _groups.Count;

        public IEnumerable<ChannelMessage> All => _groups.Values.SelectMany(static g => g);

        public IReadOnlyCollection<ChannelMessage> Of(string groupKey) => _groups.TryGetValue(groupKey, out var messages) ? messages : [];

        public void Add(ChannelMessage message)
        {
            if (!_groups.TryGetValue(message.GroupKey, out var messages)) _groups[message.GroupKey] = messages = new(ByOrder);
            messages.Add(message);
        }

        public void Remove(ChannelMessage message)
        {
            if (_groups.TryGetValue(message.GroupKey, out var messages) && messages.Remove(message) && messages.Count == 0) _groups.Remove(message.GroupKey);
        }
    }

    /// <summary>What is queued of one group; only the first of it may go, unless it is being sent.</summary>
    private sealed class GroupLine
    {
        private readonly SortedSet<ChannelMessage> _messages = new(ByOrder);
        private ChannelMessage? _head;

        public IReadOnlyCollection<ChannelMessage> Messages => _messages;

        public void Add(ChannelMessage message, SortedSet<ChannelMessage> ready, SortedSet<ChannelMessage> later)
        {
            DropHead(ready, later);
            _messages.Add(message);
            SetHead(ready, later);
        }

        /// <returns>Whether nothing is left.</returns>
        public bool Remove(ChannelMessage message, SortedSet<ChannelMessage> ready, SortedSet<ChannelMessage> later)
        {
            DropHead(ready, later);
            _messages.Remove(message);
            SetHead(ready, later);
            return _messages.Count == 0;
        }

        private void DropHead(SortedSet<ChannelMessage> ready, SortedSet<ChannelMessage> later)
        {
            if (_head is null) return;
            ready.Remove(_head);
            later.Remove(_head);
        }

        private void SetHead(SortedSet<ChannelMessage> ready, SortedSet<ChannelMessage> later)
        {
            _head = _messages.Min is { Phase: MessagePhase.Waiting } first ? first : null;
            if (_head is not null) (_head.NextAt is null ? ready : later).Add(_head);
        }
    }
}
