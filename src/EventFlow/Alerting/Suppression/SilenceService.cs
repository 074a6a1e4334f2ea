using EventFlow.Alerting.Routing;

namespace EventFlow.Alerting.Suppression;

/// <summary>What the API and the dashboard do with silences and maintenance windows.</summary>
public sealed class SilenceService(IGrainFactory grains, SilenceBook book, OpenAlertVisitor visitor, TimeProvider time) : ISilenceService
{
    private const int LongestComment = 1_000;
    private const int Previewed = 100;
    private const long LatestEnd = 253_402_300_799_000;

    private ISilenceGrain Grain => grains.GetGrain<ISilenceGrain>(Tenants.Default);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SilenceStatus>> List(string? kind)
    {
        var open = await visitor.OpenAsync();
        var now = Now;
        return [.. (await Grain.List()).Where(s => kind is null || s.Kind == kind).Select(s => StatusOf(s, open, now))
            .OrderBy(static s => s.State switch { "active" => 0, "waiting" => 1, "pending" => 2, _ => 3 })
            .ThenBy(s => s.State == "expired" ? -s.Silence.EndsAt : s.Silence.EndsAt).ThenBy(static s => s.Silence.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask<SilenceStatus?> Get(string id) => (await Grain.List()).FirstOrDefault(s => s.Id == id) is { } silence ? StatusOf(silence, await visitor.OpenAsync(), Now) : null;

    /// <inheritdoc/>
    public async ValueTask<Outcome<Silence>> Put(SilenceRequest request, string who)
    {
        var now = Now;
        var silence = new Silence(
            Guid.NewGuid().ToString(), request.Kind, request.Matchers ?? [], Math.Max(request.StartsAt, request.Id is null ? now : 0), request.EndsAt, request.Schedule, who, (request.Comment ?? "").Trim(), now, now);
        var faults = Validate(silence, request, now);
        if (faults.Count > 0) return Outcome<Silence>.Invalid(faults);
        if (request.Id is not { Length: > 0 } id) return await Grain.Put(silence with { StartsAt = Math.Max(request.StartsAt, now) });
        if ((await Grain.List()).FirstOrDefault(s => s.Id == id) is not { } known) return Outcome<Silence>.NotFound($"There is no silence '{id}'.");
        // The past is not rewritten: one that is over, or meant other alerts, stays as it was, and a new one begins now.
        if (known.EndsAt <= now || !AreSame(known.Matchers, silence.Matchers)) return await ReplaceAsync(known, silence with { StartsAt = Math.Max(request.StartsAt, now) }, who, now);
        return await Grain.Put(silence with { Id = id, CreatedBy = known.CreatedBy, CreatedAt = known.CreatedAt, StartsAt = known.StartsAt <= now ? known.StartsAt : Math.Max(request.StartsAt, now) });
    }

    // The new one first: an alert that both hold must not be told in between. Where there is no room for both, what is replaced makes it.
    private async ValueTask<Outcome<Silence>> ReplaceAsync(Silence known, Silence silence, string who, long now)
    {
        var made = await Grain.Put(silence);
        if (known.EndsAt <= now) return made;
        await Grain.Expire(known.Id, who);
        return made.IsDone ? made : await Grain.Put(silence);
    }

    // Whichever way they are written.
    private static bool AreSame(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        MatcherParser.ParseAll(one, "", out var matchers);
        MatcherParser.ParseAll(other, "", out var others);
        return matchers.Select(static m => m.ToString()).SequenceEqual(others.Select(static m => m.ToString()));
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<Silence>> Expire(string id, string who) => Grain.Expire(id, who);

    /// <inheritdoc/>
    public async ValueTask<Outcome<SilencePreview>> Preview(IReadOnlyList<string> matchers)
    {
        var faults = MatcherParser.ParseAll(matchers, "matchers", out var compiled).ToList();
        if (faults.Count == 0 && compiled.Count == 0) faults.Add(NoMatchers);
        if (faults.Count > 0) return Outcome<SilencePreview>.Invalid(faults);
        var found = (await visitor.OpenAsync()).Where(a => Matcher.AllMatch(compiled, a.Labels)).ToList();
        return Outcome<SilencePreview>.Done(new(found.Count, [.. found.Take(Previewed)]));
    }

    private static Fault NoMatchers => new("matchers", "empty", "at least one matcher such as service=\"payments\"");

    private static List<Fault> Validate(Silence silence, SilenceRequest request, long now)
    {
        var faults = new List<Fault>();
        if (silence.Kind is not (Silence.Plain or Silence.Maintenance)) faults.Add(new("kind", $"'{silence.Kind}'", "silence or maintenance"));
        if (silence.Matchers.Count == 0) faults.Add(NoMatchers);
        else if (CompiledSilence.Create(silence, faults) is { MatchesEverything: true }) faults.Add(new("matchers", "content with any alert", "at least one that does not match an empty text, such as service=\"payments\""));
        if (request.StartsAt is < 0 or > LatestEnd) faults.Add(new("startsAt", $"{request.StartsAt}", "a time from 1970 to 9999, unix ms"));
        if (silence.EndsAt is <= 0 or > LatestEnd) faults.Add(new("endsAt", silence.EndsAt == 0 ? "missing" : $"{silence.EndsAt}", "a time in the future, up to 9999"));
        else if (silence.EndsAt <= request.StartsAt) faults.Add(new("endsAt", "not after startsAt", "an end after the start"));
        else if (silence.EndsAt <= now) faults.Add(new("endsAt", "in the past", "a time in the future"));
        if (silence.Comment.Length == 0) faults.Add(new("comment", "empty", "why: those who miss the alert will ask"));
        if (silence.Comment.Length > LongestComment) faults.Add(new("comment", $"{silence.Comment.Length} characters", $"at most {LongestComment}"));
        return faults;
    }

    private SilenceStatus StatusOf(Silence silence, IReadOnlyList<AlertSummary> open, long now)
    {
        if (book.Compiled(silence) is not { } compiled) return new(silence, "expired", 0, null);
        var state = compiled.StateAt(now);
        return new(silence, state, state == "active" ? open.Count(a => compiled.Matches(a.Labels)) : 0, compiled.NextChange(now));
    }
}
