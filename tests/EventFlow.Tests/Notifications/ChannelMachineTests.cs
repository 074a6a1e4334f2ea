using System.Text.Json;
using EventFlow.Notifications;

namespace EventFlow.Tests.Notifications;

public sealed class ChannelMachineTests
{
    private readonly ChannelState _state = new() { Definition = new("ops", "test", true, Severity.Info, true, LabelSet.Empty, "api") };
    private readonly DeadLetterState _dead = new();
    private readonly NotificationOptions _options = new() { BreakerFailures = 3, MaxQueued = 5, MaxDeadLetters = 4 };

    private ChannelMachine Machine => new(_state, _dead, _options);

    [Fact]
    public void Enqueue_TheSameTwice_KeepsOneAlsoAfterItWasSent()
    {
        Assert.True(Machine.Enqueue(Message("a"), 0));
        Assert.False(Machine.Enqueue(Message("a"), 0));
        Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 1);
        Assert.False(Machine.Enqueue(Message("a"), 2));
        Assert.Empty(_state.Queue);
    }

    [Fact]
    public void TakeNext_SeveralOfOneGroup_GoesInOrderAndLetsOtherGroupsPass()
    {
        foreach (var (id, group) in new[] { ("a1", "a"), ("a2", "a"), ("b1", "b") }) Machine.Enqueue(Message(id, group), 0);

        var first = Machine.TakeNext(0)!;
        Assert.Equal("a1", first.Notification.Id);
        Assert.Equal("b1", Machine.TakeNext(0)!.Notification.Id);
        Assert.Null(Machine.TakeNext(0));
        Finish(first, Retry(), 10, roll: 1);
        Assert.Null(Machine.TakeNext(500));
        Assert.Equal("a1", Machine.TakeNext(1_010)!.Notification.Id);
    }

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 2_000)]
    [InlineData(5, 16_000)]
    [InlineData(8, 120_000)]
    public void Complete_Retry_WaitsAtMostTheDoubledTime(int tries, long most)
    {
        _options.MaxTries = 100;
        _options.BreakerFailures = 100;
        _options.MaxAge = TimeSpan.FromDays(1);
        Machine.Enqueue(Message("a"), 0);
        var now = 0L;
        QueuedNotification item;
        for (var i = 1; i < tries; i++)
        {
            item = Machine.TakeNext(now)!;
            Finish(item, Retry(), now, roll: 0);
        }
        item = Machine.TakeNext(now)!;
        Finish(item, Retry(), now, roll: 1);
        Assert.Equal(most, item.NextAt - now);
    }

    [Fact]
    public void Complete_RetryAfter_IsHonouredByTheWholeChannelWhenItIsARateLimit()
    {
        Machine.Enqueue(Message("a", "a"), 0);
        Machine.Enqueue(Message("b", "b"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Retry(FailureReason.RateLimited, "HTTP 429", TimeSpan.FromSeconds(60)), 0, roll: 0);

        Assert.Null(Machine.TakeNext(59_999));
        Assert.Equal(60_000, Machine.NextDue(1));
        Assert.NotNull(Machine.TakeNext(60_000));
        Assert.Equal("rate-limited, retry in 60 s", _state.Reports[0].Delivery.Reason);
    }

    [Fact]
    public void Complete_Failed_IsADeadLetterAtOnceWithItsTry()
    {
        Machine.Enqueue(Message("a"), 0);
        var letter = Finish(Machine.TakeNext(5)!, DeliveryResult.Failed(FailureReason.Client, "HTTP 404"), 9);

        Assert.Equal(("ops.a", "client", 9L), (letter!.Id, letter.Reason, letter.FailedAt));
        Assert.Equal([new DeliveryAttempt(9, 4, "client", "HTTP 404")], letter.Attempts);
        Assert.Equal("dead-lettered", Assert.Single(_state.Reports).Delivery.Outcome);
        Assert.Empty(_state.Queue);
    }

    [Fact]
    public void Complete_LastTry_IsADeadLetter()
    {
        _options.MaxTries = 3;
        _options.BreakerFailures = 100;
        Machine.Enqueue(Message("a"), 0);
        Assert.Null(Finish(Machine.TakeNext(0)!, Retry(), 0, roll: 0));
        Assert.Null(Finish(Machine.TakeNext(0)!, Retry(), 0, roll: 0));
        Assert.Equal(3, Finish(Machine.TakeNext(0)!, Retry(), 0, roll: 0)!.Attempts.Count);
    }

    [Fact]
    public void Complete_TooOld_IsADeadLetter()
    {
        Machine.Enqueue(Message("a"), 0);
        Finish(Machine.TakeNext(0)!, Retry(), 0, roll: 0);
        Assert.NotNull(Finish(Machine.TakeNext(0)!, Retry(), 30 * 60_000));
    }

    [Fact]
    public void TakeNext_AfterFailuresInARow_PausesThenLetsOneTryTheWay()
    {
        foreach (var id in new[] { "a", "b", "c", "d" }) Machine.Enqueue(Message(id, id), 0);
        var items = new[] { Machine.TakeNext(0)!, Machine.TakeNext(0)!, Machine.TakeNext(0)! };
        foreach (var item in items) Finish(item, Retry(), 0, roll: 0);
        Assert.Equal("paused", Machine.Health(1));
        Assert.Null(Machine.TakeNext(29_999));
        Assert.Equal(30_000, Machine.NextDue(1));

        var probe = Machine.TakeNext(30_000)!;
        Assert.Null(Machine.TakeNext(30_000));
        Assert.Null(Machine.NextDue(30_000));
        Finish(probe, Retry(), 30_001, roll: 0);
        Assert.Null(Machine.TakeNext(60_000));

        Finish(Machine.TakeNext(60_001)!, DeliveryResult.Sent(), 60_002);
        Assert.Equal("healthy", Machine.Health(60_003));
        Assert.NotNull(Machine.TakeNext(60_003));
        Assert.NotNull(Machine.TakeNext(60_003));
    }

    [Fact]
    public void Enqueue_QueueFull_GivesUpTheOldestThatWaits()
    {
        for (var i = 0; i < 5; i++) Machine.Enqueue(Message($"m{i}", $"g{i}"), 0);
        Machine.TakeNext(0);
        Machine.Enqueue(Message("m5", "g5"), 7);

        Assert.Equal(["m0", "m2", "m3", "m4", "m5"], _state.Queue.Select(i => i.Notification.Id));
        Assert.Equal(("ops.m1", "queue-full"), (Assert.Single(_dead.Letters).Id, _dead.Letters[0].Reason));
    }

    [Fact]
    public void Enqueue_WhilePaused_TellsTheAlertsThatItWaits()
    {
        _state.PausedUntil = 100;
        Machine.Enqueue(Message("a"), 0);
        Assert.Equal("queued", Assert.Single(_state.Reports).Delivery.Outcome);
    }

    [Fact]
    public void TakeNext_ResolveWhoseFiringWasGivenUp_IsSkipped()
    {
        Machine.Enqueue(Message("f", "g"), 0);
        Machine.Enqueue(Message("r", "g", "resolved"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"), 0);

        Assert.Null(Machine.TakeNext(1));
        Assert.Empty(_state.Queue);
        Assert.Contains(_state.Reports, r => r.Delivery is { NotificationId: "r", Outcome: "skipped" });
    }

    [Fact]
    public void TakeNext_ResolveOfAnIncidentOfWhichAnEarlierMessageArrived_IsSent()
    {
        Machine.Enqueue(Message("f1", "g"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0);
        Machine.Enqueue(Message("f2", "g"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, ""), 0);
        Machine.Enqueue(Message("r", "g", "resolved"), 0);
        Assert.Equal("r", Machine.TakeNext(0)!.Notification.Id);
    }

    [Fact]
    public void TakeNext_TheEndAfterAPartOfItWasTold_IsSent()
    {
        foreach (var (id, status, reason) in new[] { ("f", "firing", "first notification"), ("s", "resolved", "some alerts resolved"), ("r", "resolved", "all alerts resolved") })
        {
            Machine.Enqueue(Message(id, "g", status) with { Reason = reason }, 0);
            var item = Machine.TakeNext(0);
            Assert.Equal(id, item?.Notification.Id);
            Finish(item!, DeliveryResult.Sent(), 0);
        }
        Assert.Empty(_state.OpenGroups);
    }

    [Fact]
    public void Recover_WhileSending_SendsAgainWithTheSameIdAndSaysSo()
    {
        Machine.Enqueue(Message("a"), 0);
        Machine.TakeNext(0);
        Assert.True(Machine.Recover());
        var item = Machine.TakeNext(1)!;
        Assert.Equal("a", item.Notification.Id);
        Finish(item, DeliveryResult.Sent(), 2);
        Assert.Contains("may have arrived", Assert.Single(_state.Reports).Delivery.Reason);
    }

    [Fact]
    public void Requeue_ADeadLetter_SendsItAgainFromTheFirstTry()
    {
        Machine.Enqueue(Message("r", "g", "resolved"), 0);
        _state.OpenGroups.Add("g");
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, ""), 0);
        _state.OpenGroups.Clear();

        Assert.NotNull(Machine.Requeue("ops.r"));
        Assert.NotNull(Machine.Discard("ops.r"));
        Assert.Null(Machine.Discard("ops.r"));
        var item = Machine.TakeNext(1)!;
        Assert.Equal((0, "r"), (item.Tries, item.Notification.Id));
    }

    [Fact]
    public void Bury_MoreThanAreKept_ForgetsTheOldest()
    {
        for (var i = 0; i < 6; i++)
        {
            Machine.Enqueue(Message($"m{i}"), 0);
            Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, ""), 0);
        }
        Assert.Equal(["ops.m2", "ops.m3", "ops.m4", "ops.m5"], _dead.Letters.Select(l => l.Id));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    /// <summary>Whatever the other side does and whenever it restarts: each message ends once, in order within its group, one of a group at a time, and a wait that is over finds work.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void AnyCourse_EndsEveryMessageOnceAndInOrder(int seed)
    {
        var random = new Random(seed);
        var (state, dead) = (_state, _dead);
        var options = new NotificationOptions { BreakerFailures = 3, MaxTries = 6, MaxQueued = 1_000 };
        var machine = new ChannelMachine(state, dead, options);
        var flying = new List<QueuedNotification>();
        var sent = new List<string>();
        var now = 0L;
        for (int step = 0, made = 0; step < 5_000 && (made < 60 || state.Queue.Count > 0); step++)
        {
            if (made < 60 && random.Next(3) == 0) machine.Enqueue(Message($"{made % 5}-{made++:D3}", $"{(made - 1) % 5}"), now);
            if (random.Next(200) == 0)
            {
                (state, dead) = (Copy(state), Copy(dead));
                machine = new(state, dead, options);
                machine.Recover();
                flying.Clear();
            }
            while (machine.TakeNext(now) is { } item)
            {
                Assert.DoesNotContain(flying, f => f.Notification.GroupKey == item.Notification.GroupKey);
                flying.Add(item);
            }
            Assert.False(machine.NextDue(now) <= now, "work was due and not taken");
            if (flying.Count > 0 && random.Next(2) == 0)
            {
                var item = flying[random.Next(flying.Count)];
                flying.Remove(item);
                var result = random.Next(4) switch { 0 => Retry(), 1 => DeliveryResult.Failed(FailureReason.Client, ""), _ => DeliveryResult.Sent() };
                if (result.Outcome == DeliveryOutcome.Sent) sent.Add(item.Notification.Id);
                machine.Complete(item, result, now, 1, now, random.NextDouble());
            }
            else if (machine.NextDue(now) is { } due && flying.Count == 0) now = Math.Max(now + 1, due);
            else now += random.Next(50);
        }
        Assert.Empty(state.Queue);
        var ended = sent.Concat(dead.Letters.Select(l => l.Notification.Id)).ToList();
        Assert.Equal(60, ended.Distinct().Count());
        Assert.Equal(ended.Count, ended.Distinct().Count());
        foreach (var group in sent.GroupBy(id => id[0])) Assert.Equal(group.Order(StringComparer.Ordinal), group);
    }

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value))!;

    private static Notification Message(string id, string group = "g", string status = "firing") => Notices.Of(id, status, Notices.Firing()) with { GroupKey = group };

    private static DeliveryResult Retry() => DeliveryResult.Retry(FailureReason.Server, "HTTP 503");

    private DeadLetter? Finish(QueuedNotification item, DeliveryResult result, long now, double roll = 0.5) => Machine.Complete(item, result, now, 4, now, roll);
}
