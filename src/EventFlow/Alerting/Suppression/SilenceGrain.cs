using EventFlow.Alerting.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Alerting.Suppression;

/// <summary>Keeps the silences, and has the alerts they concern look again whenever one begins or ends.</summary>
/// <remarks>Reentrant: the alerts that are visited from here may ask for the silences. Safe because the state changes in one turn and writes go through <see cref="SharedSave"/>.</remarks>
[Reentrant]
public sealed partial class SilenceGrain : Grain, ISilenceGrain
{
    private const long KeptMs = 5L * 24 * 60 * 60 * 1000;
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(2);

    private readonly IPersistentState<SilenceState> _state;
    private readonly SilenceBook _book;
    private readonly OpenAlertVisitor _visitor;
    private readonly TimeProvider _time;
    private readonly ILogger<SilenceGrain> _logger;
    private readonly int _limit;
    private readonly SharedSave _save;
    private readonly SharedSave _visits;
    private IGrainTimer? _timer;
    private bool _mustVisit = true;
    private bool _again;
    private bool _isSecondLook;
    private bool _isFull;

    /// <summary>Made by the runtime.</summary>
    public SilenceGrain(
        [PersistentState("silences", "state")] IPersistentState<SilenceState> state, SilenceBook book, OpenAlertVisitor visitor, IOptions<AlertingOptions> options, TimeProvider time, ILogger<SilenceGrain> logger)
    {
        _state = state;
        _book = book;
        _visitor = visitor;
        _time = time;
        _logger = logger;
        _limit = options.Value.MaxSilences;
        _save = new(state.WriteStateAsync);
        _visits = new(VisitOnceAsync);
    }

    private Dictionary<string, Silence> All => _state.State.Silences;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book.Use(Set());
        Arm(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<Silence>> Put(Silence silence)
    {
        var now = Now;
        if (!All.ContainsKey(silence.Id) && All.Values.Count(s => s.EndsAt > now) >= _limit)
        {
            // A script that makes a million of them must not fill the log as well.
            if (!_isFull) LogFull(_logger, _limit, silence.CreatedBy);
            _isFull = true;
            return Outcome<Silence>.Conflict($"There are {_limit} silences already, the most allowed (EventFlow:Alerting:MaxSilences); end some, or write one with broader matchers.");
        }
        _isFull = false;
        All[silence.Id] = silence;
        await ChangedAsync();
        return Outcome<Silence>.Done(silence);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<Silence>> Expire(string id, string who)
    {
        var now = Now;
        if (!All.TryGetValue(id, out var silence)) return Outcome<Silence>.NotFound($"There is no silence '{id}'.");
        if (silence.EndsAt <= now) return Outcome<Silence>.Conflict($"Silence '{id}' is expired already.");
        // One that has not begun never will.
        All[id] = silence with { StartsAt = Math.Min(silence.StartsAt, now), EndsAt = now, UpdatedAt = now, ExpiredBy = who };
        await ChangedAsync();
        return Outcome<Silence>.Done(All[id]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Silence>> List() => ValueTask.FromResult<IReadOnlyList<Silence>>([.. All.Values]);

    /// <inheritdoc/>
    public ValueTask<SilenceSet?> GetNewer(long known) => ValueTask.FromResult(known == _state.State.Version ? null : Set());

    /// <inheritdoc/>
    public ValueTask Wake()
    {
        if (_timer is null) Arm(TimeSpan.Zero);
        return ValueTask.CompletedTask;
    }

    private async ValueTask ChangedAsync()
    {
        var now = Now;
        foreach (var old in All.Values.Where(s => s.EndsAt < now - KeptMs).ToList()) All.Remove(old.Id);
        // Of those that are over, as many as may be open: amtool importing and ending silences all day must not fill the state.
        foreach (var old in All.Values.Where(s => s.EndsAt <= now).OrderByDescending(static s => s.EndsAt).Skip(_limit).ToList()) All.Remove(old.Id);
        _state.State.Version++;
        try
        {
            await _save.SaveAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
        _book.Use(Set());
        _again = true;
        await VisitAsync();
    }

    private SilenceSet Set()
    {
        var now = Now;
        return new(_state.State.Version, [.. All.Values.Where(s => s.EndsAt > now)]);
    }

    private void Arm(TimeSpan wait)
    {
        _timer?.Dispose();
        if (wait > LongestTimer) wait = LongestTimer;
        DelayDeactivation(wait + TimeSpan.FromMinutes(1));
        _timer = this.RegisterGrainTimer(static (grain, _) => grain.LookAsync(), this, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    private Task LookAsync()
    {
        // An alert that was judging itself while the silences changed was not in the list, or stood in it as it was; and another silo learns of the change within a second.
        _again = !_isSecondLook;
        _isSecondLook = false;
        return VisitAsync();
    }

    // One after the other: an alert that is still taking the word of one visit stands in the list as it was, and the next would pass it by.
    private Task VisitAsync() => _visits.SaveAsync();

    // Those whose list of silences is not what it should be now, whatever the reason; so a start after an outage is nothing special.
    private async Task VisitOnceAsync()
    {
        _mustVisit = false;
        try
        {
            var now = Now;
            await _visitor.VisitAsync(a => !a.Holds.SilencedBy.SequenceEqual(_book.IdsHolding(a.Labels, now)), _state.State.Version, 0);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _mustVisit = true;
            LogVisitFailed(_logger, error);
        }
        ArmNext();
    }

    private void ArmNext()
    {
        if (_mustVisit)
        {
            Arm(RetryAfterFailure);
            return;
        }
        var now = Now;
        var next = _book.NextChange(now);
        _timer?.Dispose();
        _timer = null;
        _isSecondLook = _again && !(next - now <= SecondLook.TotalMilliseconds);
        if (_isSecondLook) Arm(SecondLook);
        else if (next is { } at) Arm(TimeSpan.FromMilliseconds(Math.Max(0, at - now)));
    }

    [LoggerMessage(5012, LogLevel.Warning, "There are {Limit} silences, the most allowed; the one of {Who} is refused, and so are others until there is room, which is not said again")]
    private static partial void LogFull(ILogger logger, int limit, string who);

    [LoggerMessage(5013, LogLevel.Warning, "Not every alert has heard which silences hold it; it is tried again in 2 s")]
    private static partial void LogVisitFailed(ILogger logger, Exception error);
}
