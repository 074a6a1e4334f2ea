using System.Globalization;
using EventFlow.EventStore;
using EventFlow.Rules;

namespace EventFlow.Replay;

/// <summary>Checks what is asked of a replay, and fixes what it will read and by which rules.</summary>
internal sealed class ReplayPlanner(IEventLog log, IGrainFactory grains, RuleValidator rules)
{
    private const int LongestName = 120;
    private const int LongestPrefix = 40;
    private const int MostRules = 200;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromDays(7);

    public async ValueTask<Outcome<(ReplayPlan Plan, IReadOnlyList<ReplayPartition> Partitions)>> Plan(ReplayOrder order, CancellationToken cancellationToken)
    {
        var plan = order.Plan with { Streams = [.. order.Plan.Streams.Distinct()] };
        if (plan.Streams.FirstOrDefault(s => log.Streams.All(l => l.Name != s)) is { } unknown) return StreamRange.NoStream<(ReplayPlan, IReadOnlyList<ReplayPartition>)>(log, unknown);
        List<Fault> faults = [.. RangeFaults(plan), .. TargetFaults(plan)];
        if (plan.Target == ReplayTarget.Detection) plan = await WithRules(plan, order.RuleIds, faults);
        if (faults.Count > 0) return Outcome<(ReplayPlan, IReadOnlyList<ReplayPartition>)>.Invalid(faults);
        var found = await Partitions(plan, cancellationToken);
        return found.IsDone ? Outcome<(ReplayPlan, IReadOnlyList<ReplayPartition>)>.Done((plan, found.Value!)) : found.As<(ReplayPlan, IReadOnlyList<ReplayPartition>)>();
    }

    private IEnumerable<Fault> RangeFaults(ReplayPlan plan)
    {
        if (plan.Streams.Count == 0) yield return new("streams", "missing", $"one or more of {string.Join(", ", log.Streams.Select(static s => s.Name))}");
        foreach (var stream in log.Streams.Where(s => plan.Streams.Contains(s.Name)))
            foreach (var partition in plan.Partitions ?? [])
                if (StreamRange.PartitionFault(stream, partition, "partitions") is { } fault) yield return fault;
        if (plan.Partitions is { Count: 0 }) yield return new("partitions", "empty", "the partitions wanted, or none of this at all");
        if (StreamRange.TimeFault(plan.From, plan.To) is { } inverted) yield return inverted;
        if (plan.FromOffset is not null || plan.ToOffset is not null)
        {
            if (plan.Streams.Count != 1 || plan.Partitions is not { Count: 1 }) yield return new("fromOffset", "given", "one stream and one partition, since offsets count within a partition");
            if (plan.From is not null || plan.To is not null) yield return new("fromOffset", "given beside from or to", "a range of offsets or of time");
            if (plan.FromOffset < 0) yield return new("fromOffset", Text(plan.FromOffset.Value), "0 or more");
            if (plan.FromOffset >= plan.ToOffset) yield return new("toOffset", Text(plan.ToOffset.Value), $"more than fromOffset, which is {Text(plan.FromOffset.Value)}");
        }

        if (plan.Name.Length > LongestName) yield return new("name", $"{plan.Name.Length} characters", $"at most {LongestName}");
        if (plan.Speed is { } speed && !(speed > 0 && double.IsFinite(speed))) yield return new("speed", speed.ToString(CultureInfo.InvariantCulture), "a number above 0, or \"max\"");
        if (plan.WarmUp < TimeSpan.Zero || plan.WarmUp > LongestWarmUp) yield return new("warmUp", plan.WarmUp.ToString(), $"0 to {LongestWarmUp.TotalDays} days");
    }

    private static IEnumerable<Fault> TargetFaults(ReplayPlan plan)
    {
        switch (plan.Target)
        {
            case ReplayTarget.None:
                yield return new("target", "missing", "dryRun, detection, ingestion, webhook or file");
                break;
            case ReplayTarget.Webhook when !Uri.TryCreate(plan.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"):
                yield return new("url", string.IsNullOrEmpty(plan.Url) ? "missing" : $"'{plan.Url}'", "an address that begins with http:// or https://");
                break;
            case ReplayTarget.Ingestion:
                if (plan.Streams.FirstOrDefault(static s => EventStreams.Ingested.All(i => i.Name != s)) is { } own)
                    yield return new("streams", own, $"streams that services send to: {string.Join(", ", EventStreams.Ingested.Select(static s => s.Name))}");
                if (string.IsNullOrWhiteSpace(plan.ServicePrefix) || plan.ServicePrefix.Length > LongestPrefix)
                    yield return new("servicePrefix", plan.ServicePrefix is { Length: > 0 } ? "too long" : "missing", $"1 to {LongestPrefix} characters, such as replay-: the services of the originals have applied these events and must not see them twice");
                break;
            case ReplayTarget.Detection when !plan.Streams.Any(static s => s is StreamNames.Metrics or StreamNames.Logs):
                yield return new("streams", string.Join(", ", plan.Streams), $"{StreamNames.Metrics} or {StreamNames.Logs}: what detectors look at");
                break;
        }
    }

    private async ValueTask<ReplayPlan> WithRules(ReplayPlan plan, IReadOnlyList<string> ids, List<Fault> faults)
    {
        var brought = plan.Rules.Select(static r => string.IsNullOrWhiteSpace(r.Id) ? r with { Id = RuleValidator.IdOf(r.Name ?? "") } : r).ToList();
        for (var i = 0; i < brought.Count; i++) faults.AddRange(rules.Validate(brought[i]).Select(f => f with { Field = $"rules[{i}].{f.Field}" }));
        if (brought.Count + ids.Count > MostRules) faults.Add(new("rules", $"{brought.Count + ids.Count} rules", $"at most {MostRules}"));
        var stored = (await grains.GetGrain<IRuleCatalogGrain>(Tenants.Default).GetNewer(-1))!.Rules;
        foreach (var id in ids.Where(id => stored.All(r => r.Id != id))) faults.Add(new("ruleIds", $"'{id}'", "ids of rules that exist"));

        // As they are now: a rule that is edited while a replay runs, or before it goes on, must not change what comes of it.
        var chosen = ids.Count > 0 ? stored.Where(r => ids.Contains(r.Id)) : brought.Count > 0 ? [] : stored.Where(static r => r.Enabled);
        return plan with { Rules = [.. brought.Concat(chosen).DistinctBy(static r => r.Id).Select(static r => r with { Enabled = true })] };
    }

    private async ValueTask<Outcome<List<ReplayPartition>>> Partitions(ReplayPlan plan, CancellationToken cancellationToken)
    {
        var ends = log.GetPartitions().Where(p => plan.Streams.Contains(p.Stream) && (plan.Partitions is null || plan.Partitions.Contains(p.Partition))).ToList();
        if (OffsetFault(plan, ends) is { } fault) return fault;
        if (IsExpired(plan, ends, out var first))
        {
            return Outcome<List<ReplayPartition>>.Gone([new(
                "to", Time(plan.To!.Value) + ", before which retention has deleted everything", first is { } time ? $"a time after {Time(time)}, the earliest that is kept" : "a later time")]);
        }

        var partitions = ends.ConvertAll(p => new ReplayPartition(
            p.Stream, p.Partition, Math.Max(plan.FromOffset ?? 0, p.FirstOffset), Math.Min(plan.ToOffset ?? long.MaxValue, p.NextOffset), Math.Max(plan.FromOffset ?? 0, p.FirstOffset)));
        return await HoldsAny(plan, partitions, cancellationToken)
            ? Outcome<List<ReplayPartition>>.Done(partitions)
            : Outcome<List<ReplayPartition>>.Invalid([new("from", "the start of a range without events", "a range that holds some; GET /api/streams says what there is")]);
    }

    private static Outcome<List<ReplayPartition>>? OffsetFault(ReplayPlan plan, List<EventPartitionInfo> ends)
    {
        if (plan.FromOffset is { } from && ends is [var end])
        {
            if (from >= end.NextOffset) return Outcome<List<ReplayPartition>>.Invalid([new("fromOffset", Text(from), $"{Text(end.FirstOffset)} to {Text(end.NextOffset - 1)}, what is stored")]);
            if (from < end.FirstOffset) return Outcome<List<ReplayPartition>>.Gone([new("fromOffset", Text(from) + ", which retention has deleted", $"{Text(end.FirstOffset)} or more")]);
        }

        if (plan.ToOffset is { } to && ends is [var last])
        {
            if (to > last.NextOffset) return Outcome<List<ReplayPartition>>.Invalid([new("toOffset", Text(to), $"at most {Text(last.NextOffset)}, where the log ends")]);
            if (to <= last.FirstOffset) return Outcome<List<ReplayPartition>>.Gone([new("toOffset", Text(to) + ", before which retention has deleted everything", $"more than {Text(last.FirstOffset)}")]);
        }

        return null;
    }

    // Only what once held events can have expired; elsewhere such a range is empty.
    private static bool IsExpired(ReplayPlan plan, List<EventPartitionInfo> ends, out long? first)
    {
        first = ends.Min(static p => p.FirstTime);
        return plan.To is { } to && (first is null || to <= first) && ends.Exists(static p => p.FirstOffset > 0);
    }

    private async ValueTask<bool> HoldsAny(ReplayPlan plan, List<ReplayPartition> partitions, CancellationToken cancellationToken)
    {
        foreach (var p in partitions.Where(static p => p.EndOffset > p.FirstOffset))
        {
            if (plan.From is null && plan.To is null) return true;
            var span = new PartitionSpan(p.Stream, p.Partition, p.FirstOffset, p.EndOffset, plan.From, plan.To);
            await foreach (var _ in span.Read(log, cancellationToken)) return true;
        }

        return false;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
