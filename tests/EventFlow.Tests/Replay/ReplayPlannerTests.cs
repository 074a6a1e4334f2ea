using EventFlow.Replay;
using EventFlow.Rules;
using EventFlow.Tests.Fakes;
using EventFlow.Tests.Rules;

namespace EventFlow.Tests.Replay;

/// <summary>Ranges that make no sense, hold nothing or are gone: each is refused with what was found and what is expected.</summary>
public sealed class ReplayPlannerTests : IDisposable
{
    private static readonly ReplayPlan Logs = new() { Streams = [StreamNames.Logs], Target = ReplayTarget.DryRun };
    private static readonly ReplayPlan One = Logs with { Partitions = [1] };

    private readonly StoredLog _stored = new();
    private readonly FakeGrains _grains = new();

    public void Dispose() => _stored.Dispose();

    [Theory]
    [MemberData(nameof(BadRanges))]
    public async Task Plan_OfARangeThatMakesNoSense_SaysWhatAndWhatIsExpected(ReplayPlan plan, OutcomeKind kind, string detail)
    {
        await _stored.Append(StreamNames.Logs, 1, 9, EventSamples.Log("a", "0", time: 1_000), EventSamples.Log("a", "1", time: 2_000));
        var outcome = await Plan(plan);
        Assert.Equal(kind, outcome.Kind);
        Assert.Contains(detail, outcome.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<ReplayPlan, OutcomeKind, string> BadRanges => new()
    {
        { Logs with { Streams = ["nothing"] }, OutcomeKind.NotFound, "There is no stream 'nothing'" },
        { Logs with { Streams = [] }, OutcomeKind.Invalid, "streams is missing" },
        { Logs with { Partitions = [7] }, OutcomeKind.Invalid, "partitions is 7; expected 0 to 2" },
        { Logs with { Partitions = [] }, OutcomeKind.Invalid, "partitions is empty" },

        // Inverted.
        { Logs with { From = 5, To = 5 }, OutcomeKind.Invalid, "to is 5; expected a time after from" },
        { Logs with { From = 5, To = 4 }, OutcomeKind.Invalid, "to is 4; expected a time after from" },
        { One with { FromOffset = 1, ToOffset = 1 }, OutcomeKind.Invalid, "toOffset is 1; expected more than fromOffset, which is 1" },
        { One with { FromOffset = -1 }, OutcomeKind.Invalid, "fromOffset is -1; expected 0 or more" },

        // Empty.
        { Logs with { From = 3_000, To = 4_000 }, OutcomeKind.Invalid, "a range without events" },
        { Logs with { Partitions = [0] }, OutcomeKind.Invalid, "a range without events" },
        { Logs with { To = 500 }, OutcomeKind.Invalid, "a range without events" },
        { One with { FromOffset = 2 }, OutcomeKind.Invalid, "fromOffset is 2; expected 0 to 1, what is stored" },
        { One with { ToOffset = 3 }, OutcomeKind.Invalid, "toOffset is 3; expected at most 2, where the log ends" },
        { Logs with { FromOffset = 0 }, OutcomeKind.Invalid, "one stream and one partition" },
        { One with { FromOffset = 0, From = 1 }, OutcomeKind.Invalid, "fromOffset is given beside from or to" },
        { Logs with { Speed = double.NaN }, OutcomeKind.Invalid, "speed is NaN" },
    };

    [Fact]
    public async Task Plan_OfARangeThatHasExpired_SaysWhereTheLogBegins()
    {
        await _stored.FillAndExpire(StreamNames.Logs, 1);
        var first = _stored.Queries.GetStream(StreamNames.Logs)!.Partitions[1].FirstOffset;
        Assert.True(first > 0, "Nothing has expired.");

        var byOffset = await Plan(One with { FromOffset = 0 });
        Assert.Equal((OutcomeKind.Gone, $"{first} or more"), (byOffset.Kind, Assert.Single(byOffset.Faults).Expected));
        var before = await Plan(One with { ToOffset = first });
        Assert.Equal((OutcomeKind.Gone, $"more than {first}"), (before.Kind, Assert.Single(before.Faults).Expected));
        var byTime = await Plan(Logs with { To = 1 });
        Assert.Equal(OutcomeKind.Gone, byTime.Kind);
        Assert.Contains("before which retention has deleted everything", byTime.Detail, StringComparison.Ordinal);

        // Of a range that is gone in part the rest is read.
        var rest = await Plan(One);
        Assert.Equal(first, Assert.Single(rest.Value.Partitions).FirstOffset);
    }

    [Fact]
    public async Task Plan_WhileTheLogGrows_KeepsTheEndItFound()
    {
        await _stored.Append(StreamNames.Logs, 1, 9, EventSamples.Log("a", "0"), EventSamples.Log("a", "1"));
        var planned = await Plan(Logs);
        await _stored.Append(StreamNames.Logs, 1, 9, EventSamples.Log("a", "2"));
        Assert.Equal([0L, 2, 0], planned.Value.Partitions.Select(static p => p.EndOffset));
    }

    private async Task<Outcome<(ReplayPlan Plan, IReadOnlyList<ReplayPartition> Partitions)>> Plan(ReplayPlan plan) =>
        await new ReplayPlanner(_stored.Log, _grains, new RuleValidator(RuleHost.Compiler())).Plan(new(plan, []), TestContext.Current.CancellationToken);
}
