namespace EventFlow.Alerting.OnCall;

/// <summary>A compiled <see cref="OnCallRota"/>: who is on call at a moment, and in a span. Pure. Thread safe.</summary>
public sealed class OnCallSchedule
{
    private const long HorizonMs = 60L * 24 * 60 * 60 * 1000;
    private const int MaxShifts = 5_000;

    private readonly IReadOnlyList<OnCallTurns> _layers;
    private readonly IReadOnlyList<OnCallOverride> _overrides;
    private readonly Dictionary<string, OnCallMember> _members;

    private OnCallSchedule(OnCallRota rota, TimeZoneInfo zone, IReadOnlyList<OnCallTurns> layers)
    {
        (Rota, Zone, _layers) = (rota, zone, layers);
        _overrides = [.. rota.Overrides.OrderBy(static o => o.From)];
        _members = (rota.Members ?? []).ToDictionary(static m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>The rota.</summary>
    public OnCallRota Rota { get; }

    /// <summary>Its time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Compiles; null when there are faults, which are added to <paramref name="faults"/>.</summary>
    public static OnCallSchedule? Create(OnCallRota rota, List<Fault> faults)
    {
        var before = faults.Count;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(rota.TimeZone ?? "UTC", out var zone)) faults.Add(new("timeZone", $"'{rota.TimeZone}'", "a time zone such as Europe/Berlin or UTC"));
        var names = ReadMembers(rota.Members ?? [], faults);
        var layers = rota.Layers ?? [];
        if (layers.Count is 0 or > 10) faults.Add(new("layers", $"{layers.Count}", "1 to 10 layers"));
        var compiled = layers.Take(10).Select((l, i) => OnCallTurns.Create(l ?? new(), zone ?? TimeZoneInfo.Utc, names, $"layers[{i}]", faults)).ToList();
        return faults.Count > before ? null : new(rota, zone!, [.. compiled.Select(static l => l!)]);
    }

    /// <summary>How a member is reached.</summary>
    public IReadOnlyList<OnCallReach> ReachOf(string member) => _members.TryGetValue(member, out var found) ? found.Reach ?? [] : [];

    /// <summary>Who is on call at a moment (unix ms), since when as far as that is known from the shift at hand, and until when.</summary>
    public OnCallShift At(long at)
    {
        var (member, exception, next) = Resolve(at);
        var until = next;
        while (until < at + HorizonMs)
        {
            var (later, laterException, after) = Resolve(until);
            if (later != member || laterException != exception) return new(member, at, until, exception);
            until = after;
        }
        return new(member, at, null, exception);
    }

    /// <summary>Who comes after a shift that <see cref="At"/> gave; null when no change is in sight.</summary>
    public OnCallShift? After(OnCallShift shift) => shift.Until is { } until ? At(until) : null;

    /// <summary>Who is on call in a span (unix ms), without gaps.</summary>
    public IReadOnlyList<OnCallShift> Between(long from, long to)
    {
        var shifts = new List<OnCallShift>();
        for (var at = from; at < to && shifts.Count < MaxShifts;)
        {
            var (member, exception, next) = Resolve(at);
            var until = Math.Min(next, to);
            if (shifts.Count > 0 && shifts[^1].Member == member && shifts[^1].Override == exception) shifts[^1] = shifts[^1] with { Until = until };
            else shifts.Add(new(member, at, until, exception));
            at = until;
        }
        return shifts;
    }

    private (string? Member, OnCallOverride? Override, long Next) Resolve(long at)
    {
        var next = long.MaxValue;
        foreach (var exception in _overrides)
        {
            if (at >= exception.From && at < exception.Until) return (exception.Member, exception, exception.Until);
            if (exception.From > at) next = Math.Min(next, exception.From);
        }
        string? member = null;
        foreach (var layer in _layers)
        {
            member = layer.MemberAt(at) ?? member;
            next = Math.Min(next, layer.NextChange(at));
        }
        return (member, null, next);
    }

    private static HashSet<string> ReadMembers(IReadOnlyList<OnCallMember> members, List<Fault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (members.Count is 0 or > 100) faults.Add(new("members", $"{members.Count}", "1 to 100 members"));
        for (var i = 0; i < Math.Min(members.Count, 100); i++)
        {
            if (members[i]?.Name is not { Length: > 0 and <= 100 } name || string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl)) faults.Add(new($"members[{i}].name", members[i]?.Name is { } odd ? $"a name of {odd.Length} characters" : "missing", "a name of 1 to 100 characters on one line"));
            else if (!names.Add(name)) faults.Add(new($"members[{i}].name", $"'{name}', the second of this name", "a name of its own"));
            if ((members[i]?.Reach?.Count ?? 0) is 0 or > 10) faults.Add(new($"members[{i}].reach", $"{members[i]?.Reach?.Count ?? 0} channels", "1 to 10 channels that reach this person"));
        }
        return names;
    }
}
