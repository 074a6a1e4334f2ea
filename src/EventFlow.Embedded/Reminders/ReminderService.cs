using EventFlow.Embedded.Hosting;
using EventFlow.Embedded.Runtime;
using EventFlow.Embedded.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Reminders;

/// <summary>
/// Keeps all reminders in memory and on disk and fires them. A tick is noted on disk after the grain has handled it, so a tick that a
/// crash cut short comes again; ticks missed while the process was down come once.
/// </summary>
internal sealed partial class ReminderService : IReminderRegistry, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderRow> _reminders = [];
    private readonly PriorityQueue<ReminderRow, long> _due = new();
    private readonly HashSet<(GrainId Grain, string Name)> _firing = [];
    private readonly GrainRuntime _runtime;
    private readonly GrainDatabase _database;
    private readonly TimeSpan _minimumPeriod;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _running;
    private long _ticks;

    public ReminderService(GrainRuntime runtime, GrainDatabase database, IOptions<EmbeddedGrainsOptions> options, ILogger<ReminderService> logger)
    {
        _runtime = runtime;
        _database = database;
        _minimumPeriod = options.Value.MinimumReminderPeriod;
        _logger = logger;
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            _timer = runtime.TimeProvider.CreateTimer(static service => ((ReminderService)service!).FireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        runtime.Reminders = this;
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _reminders.Count;
        }
    }

    public long Ticks => Interlocked.Read(ref _ticks);

    public void Start()
    {
        lock (_gate)
        {
            foreach (var row in _database.ReadReminders())
                Schedule(row);
            _running = true;
            Rearm();
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _running = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public async Task<IGrainReminder> RegisterOrUpdate(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < _minimumPeriod)
            throw new ArgumentException($"Reminder '{name}' of {grain} has period {period}; expected at least {_minimumPeriod}. Use a grain timer for shorter ones.", nameof(period));
        var first = (_runtime.TimeProvider.GetUtcNow() + dueTime).Ticks;
        var row = new ReminderRow(grain.Type.ToString(), grain.Key.ToString(), name, first, period.Ticks, first);
        await _database.WriteAsync(new ReminderPut(row));
        lock (_gate)
        {
            Schedule(row);
            Rearm();
        }

        return new GrainReminder(name);
    }

    public async Task Unregister(GrainId grain, IGrainReminder reminder)
    {
        lock (_gate)
            _reminders.Remove((grain, reminder.ReminderName));
        if (await _database.WriteAsync(new ReminderDelete(grain, reminder.ReminderName)) == 0)
            throw new ReminderException($"Reminder '{reminder.ReminderName}' of {grain} is not registered, so it could not be removed.");
    }

    public Task<IGrainReminder?> Get(GrainId grain, string name)
    {
        lock (_gate)
            return Task.FromResult<IGrainReminder?>(_reminders.ContainsKey((grain, name)) ? new GrainReminder(name) : null);
    }

    public Task<List<IGrainReminder>> GetAll(GrainId grain)
    {
        lock (_gate)
            return Task.FromResult(_reminders.Keys.Where(key => key.Grain == grain).Select(static key => (IGrainReminder)new GrainReminder(key.Name)).ToList());
    }

    public void Dispose() => _timer.Dispose();

    private static (GrainId Grain, string Name) Key(ReminderRow row) => (GrainId.Create(row.GrainType, row.GrainKey), row.Name);

    private void Schedule(ReminderRow row)
    {
        _reminders[Key(row)] = row;
        _due.Enqueue(row, row.NextTick);
    }

    private void Rearm()
    {
        while (_due.TryPeek(out var row, out _) && !IsCurrent(row))
            _due.Dequeue();
        if (!_running || !_due.TryPeek(out _, out var next))
            return;
        var wait = new TimeSpan(Math.Clamp(next - _runtime.TimeProvider.GetUtcNow().Ticks, 0, LongestWait.Ticks));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An entry of the queue is outdated when the reminder was changed or removed since.</summary>
    private bool IsCurrent(ReminderRow row) => _reminders.TryGetValue(Key(row), out var current) && ReferenceEquals(current, row);

    private void FireDue()
    {
        lock (_gate)
        {
            var now = _runtime.TimeProvider.GetUtcNow().Ticks;
            while (_running && _due.TryPeek(out var row, out var next) && next <= now)
            {
                _due.Dequeue();
                if (IsCurrent(row) && _firing.Add(Key(row)))
                    _ = FireAsync(row, now);
            }

            Rearm();
        }
    }

    private async Task FireAsync(ReminderRow row, long now)
    {
        var (grain, name) = Key(row);
        try
        {
            if (_runtime.FindClass(grain.Type) is not { } grainClass || !typeof(IRemindable).IsAssignableFrom(grainClass.Type))
            {
                LogOrphan(_logger, name, grain);
                return;
            }

            var tick = new ReminderTick(name, new TickStatus(new(row.FirstTick, DateTimeKind.Utc), new(row.Period), new(now, DateTimeKind.Utc)));
            var done = tick.Begin();
            grainClass.Deliver(row.GrainKey, tick);
            await done.ConfigureAwait(false);
            Interlocked.Increment(ref _ticks);
        }
        catch (Exception error)
        {
            LogTickFailed(_logger, error, name, grain);
        }
        finally
        {
            await AdvanceAsync(row, now).ConfigureAwait(false);
        }
    }

    private async Task AdvanceAsync(ReminderRow row, long firedAt)
    {
        // Counted from when this tick began: one that fell due while it ran is missed, and so comes once.
        var next = row with { NextTick = row.FirstTick + (((firedAt - row.FirstTick) / row.Period) + 1) * row.Period };
        lock (_gate)
        {
            _firing.Remove(Key(row));
            if (!_reminders.TryGetValue(Key(row), out var current))
                return;
            if (!ReferenceEquals(current, row))
            {
                // Registered anew while the tick ran; its queue entry may have been skipped because of that tick.
                _due.Enqueue(current, current.NextTick);
                Rearm();
                return;
            }

            Schedule(next);
            Rearm();
        }

        try
        {
            await _database.WriteAsync(new ReminderMove(next)).ConfigureAwait(false);
        }
        catch (OrleansException error)
        {
            LogNotNoted(_logger, error, row.Name, Key(row).Grain);
        }
    }

    [LoggerMessage(1020, LogLevel.Warning, "Reminder {Name} of {Grain} is kept, but no grain class of that type with IRemindable exists; it does not fire")]
    private static partial void LogOrphan(ILogger logger, string name, GrainId grain);

    [LoggerMessage(1021, LogLevel.Error, "Reminder {Name} of {Grain} failed; it fires again after its period")]
    private static partial void LogTickFailed(ILogger logger, Exception error, string name, GrainId grain);

    [LoggerMessage(1022, LogLevel.Warning, "The tick of reminder {Name} of {Grain} could not be noted in storage; after a restart it fires once more")]
    private static partial void LogNotNoted(ILogger logger, Exception error, string name, GrainId grain);
}
