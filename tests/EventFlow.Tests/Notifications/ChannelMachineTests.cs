using System.Text.Json;
using EventFlow.Alerting;
using EventFlow.Notifications;

namespace EventFlow.Tests.Notifications;

public sealed class ChannelMachineTests
{
    private readonly ChannelBook _book = NewBook();
    private readonly NotificationOptions _options = new() { BreakerFailures = 3, MaxQueued = 5, MaxDeadLetters = 4 };

    private ChannelMachine Machine => new(_book, _options, Delivery);

    private DeliverySettings Delivery { get; set; } = DeliverySettings.None;

    [Fact]
    public void Enqueue_TheSameTwice_KeepsOneAlsoAfterItWasSent()
    {
        Assert.True(Machine.Enqueue(Message("a"), 0));
        Assert.False(Machine.Enqueue(Message("a"), 0));
        Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 1);
        Assert.False(Machine.Enqueue(Message("a"), 2));
        Assert.Empty(_book.Queue);
    }

    [Fact]
    public void NoteTold_ReportStaysStoredUntilItsAlertsHaveSavedIt()
    {
        Machine.Enqueue(Message("a"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 1);
        var message = Assert.Single(_book.Untold);
        _book.NoteTold(message, message.Report!, 1_000);
        Assert.Empty(_book.Untold);
        Assert.NotNull(Assert.Single(_book.Snapshot(message.Page).Messages).Report);

        Assert.False(_book.ForgetTold(1_000 + ChannelBook.ReportKeptMs - 1));
        Assert.Equal(1_000 + ChannelBook.ReportKeptMs, _book.FirstToldDue);
        Assert.True(_book.ForgetTold(1_000 + ChannelBook.ReportKeptMs));
        Assert.Contains(message.Page, _book.Dirty);
        Assert.Null(Assert.Single(_book.Snapshot(message.Page).Messages).Report);
        Assert.Null(_book.FirstToldDue);
    }

    [Fact]
    public void NoteTold_AnotherReportCameMeanwhile_IsToldToo()
    {
        Machine.Enqueue(Message("a"), 0);
        var message = Machine.TakeNext(0)!;
        Finish(message, Retry(), 10, roll: 1);
        var first = message.Report!;
        _book.NoteTold(message, first, 20);
        Finish(Machine.TakeNext(5_000)!, DeliveryResult.Sent(), 5_001);
        Assert.Equal("sent", Assert.Single(_book.Untold).Report!.Delivery.Outcome);
        _book.NoteTold(message, first, 5_002);
        Assert.Single(_book.Untold);
        Assert.True(_book.ForgetTold(20 + ChannelBook.ReportKeptMs));
        Assert.Equal("sent", message.Report!.Delivery.Outcome);
        Assert.Single(_book.Untold);
    }

    [Fact]
    public void TakeNext_SeveralOfOneGroup_GoesInOrderAndLetsOtherGroupsPass()
    {
        foreach (var (id, group) in new[] { ("a1", "a"), ("a2", "a"), ("b1", "b") }) Machine.Enqueue(Message(id, group), 0);

        var first = Machine.TakeNext(0)!;
        Assert.Equal("a1", first.Id);
        Assert.Equal("b1", Machine.TakeNext(0)!.Id);
        Assert.Null(Machine.TakeNext(0));
        Finish(first, Retry(), 10, roll: 1);
        Assert.Null(Machine.TakeNext(500));
        Assert.Equal("a1", Machine.TakeNext(1_010)!.Id);
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
        ChannelMessage item;
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
        Assert.Equal("rate-limited, retry in 60 s", _book.Find("a")!.Report!.Delivery.Reason);
    }

    [Fact]
    public void Complete_Failed_IsADeadLetterAtOnceWithItsTry()
    {
        Machine.Enqueue(Message("a"), 0);
        var letter = Finish(Machine.TakeNext(5)!, DeliveryResult.Failed(FailureReason.Client, "HTTP 404"), 9);

        Assert.Equal(("ops.a", "client", 9L), (letter!.Id, letter.Reason, letter.FailedAt));
        Assert.Equal([new DeliveryAttempt(9, 4, "client", "HTTP 404")], letter.Attempts);
        Assert.Equal("dead-lettered", Assert.Single(_book.Untold).Report!.Delivery.Outcome);
        Assert.Empty(_book.Queue);
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
        Assert.NotNull(Finish(Machine.TakeNext(0)!, Retry(), 24 * 3_600_000));
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

        Assert.Equal(["m0", "m2", "m3", "m4", "m5"], _book.Queue.Select(m => m.Id));
        Assert.Equal(("m1", "queue-full"), (Assert.Single(_book.Dead).Id, _book.Dead.First().DeadReason));
    }

    [Fact]
    public void Enqueue_WhilePaused_TellsTheAlertsThatItWaits()
    {
        _book.Vitals.PausedUntil = 100;
        Machine.Enqueue(Message("a"), 0);
        Assert.Equal("queued", Assert.Single(_book.Untold).Report!.Delivery.Outcome);
    }

    [Fact]
    public void TakeNext_ResolveWhoseFiringWasGivenUp_IsSkipped()
    {
        Machine.Enqueue(Message("f", "g"), 0);
        Machine.Enqueue(Message("r", "g", "resolved"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"), 0);

        Assert.Null(Machine.TakeNext(1));
        Assert.Empty(_book.Queue);
        Assert.Contains(_book.Untold, m => m.Report!.Delivery is { NotificationId: "r", Outcome: "skipped" });
    }

    [Fact]
    public void TakeNext_ResolveOfAnIncidentOfWhichAnEarlierMessageArrived_IsSent()
    {
        Machine.Enqueue(Message("f1", "g"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0);
        Machine.Enqueue(Message("f2", "g"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, ""), 0);
        Machine.Enqueue(Message("r", "g", "resolved"), 0);
        Assert.Equal("r", Machine.TakeNext(0)!.Id);
    }

    [Fact]
    public void TakeNext_TheEndAfterAPartOfItWasTold_IsSent()
    {
        foreach (var (id, status, reason) in new[] { ("f", "firing", "first notification"), ("s", "resolved", "some alerts resolved"), ("r", "resolved", "all alerts resolved") })
        {
            Machine.Enqueue(Message(id, "g", status) with { Reason = reason }, 0);
            var item = Machine.TakeNext(0);
            Assert.Equal(id, item?.Id);
            Finish(item!, DeliveryResult.Sent(), 0);
        }
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Recover_WhileSending_SendsAgainWithTheSameIdAndSaysSo()
    {
        Machine.Enqueue(Message("a"), 0);
        Machine.TakeNext(0);
        Machine.Recover(1);
        var item = Machine.TakeNext(1)!;
        Assert.Equal("a", item.Id);
        Finish(item, DeliveryResult.Sent(), 2);
        Assert.Contains("may have arrived", Assert.Single(_book.Untold).Report!.Delivery.Reason);
        Assert.Equal(1, _book.Vitals.MaybeTwice);
    }

    [Fact]
    public void Requeue_ADeadLetter_SendsItAgainFromTheFirstTry()
    {
        Machine.Enqueue(Message("f", "g"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, ""), 0);

        Assert.NotNull(Machine.Requeue("ops.f", 1));
        Assert.Null(Machine.Requeue("ops.f", 1));
        Assert.Null(Machine.Discard("ops.f"));
        var item = Machine.TakeNext(1)!;
        Assert.Equal((0, "f"), (item.Tries, item.Id));
    }

    [Fact]
    public void Bury_MoreThanAreKept_ForgetsTheOldest()
    {
        for (var i = 0; i < 6; i++)
        {
            Machine.Enqueue(Message($"m{i}"), 0);
            Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, ""), 0);
        }
        Assert.Equal(["ops.m2", "ops.m3", "ops.m4", "ops.m5"], _book.Dead.Select(m => $"ops.{m.Id}"));
    }

    /// <summary>A channel is down for an hour: failures say nothing of the messages, so none is given up, and all go in order once it is back.</summary>
    [Fact]
    public void Complete_ChannelDownForAnHour_LosesNothingAndKeepsTheOrder()
    {
        _options.MaxQueued = 1_000;
        var now = 0L;
        for (var i = 0; i < 200; i++) Machine.Enqueue(Message($"m{i:D3}", $"g{i % 50}"), now);
        while (now < 3_600_000)
        {
            while (Machine.TakeNext(now) is { } item) Assert.Null(Finish(item, Retry(), now, roll: 1));
            now = Machine.NextDue(now)!.Value;
        }
        var sent = new List<string>();
        while (Machine.NextDue(now) is { } due)
        {
            now = Math.Max(now, due);
            while (Machine.TakeNext(now) is { } item)
            {
                sent.Add(item.Id);
                Finish(item, DeliveryResult.Sent(), now);
            }
        }
        Assert.Empty(_book.Dead);
        // The first one tries the way; it is the one that was tried least. All others follow in the order they came.
        Assert.Equal(200, sent.Distinct().Count());
        Assert.Equal(sent.Skip(1).Order(StringComparer.Ordinal), sent.Skip(1));
    }

    [Fact]
    public void TakeNext_OneMessageNobodyTakes_DoesNotKeepTheWayShutForOthers()
    {
        var now = 0L;
        Machine.Enqueue(Message("bad", "a"), now);
        for (var i = 0; i < 10 && _book.Vitals.PausedUntil is null; i++)
        {
            Finish(Machine.TakeNext(now)!, Retry(), now, roll: 0);
        }
        Machine.Enqueue(Message("good", "b"), now);
        now = Machine.NextDue(now)!.Value;
        var probe = Machine.TakeNext(now)!;
        Assert.Equal("good", probe.Id);
        Finish(probe, DeliveryResult.Sent(), now);
        Assert.Equal("healthy", Machine.Health(now) == "paused" ? "paused" : "healthy");
        Assert.Equal("bad", Machine.TakeNext(now)!.Id);
    }

    [Fact]
    public void TakeNext_RateLimit_SpacesTriesEvenlyAlsoAfterARestart()
    {
        Delivery = new(1_000, null, 0);
        foreach (var id in new[] { "a", "b", "c" }) Machine.Enqueue(Message(id, id), 0);
        Assert.Equal("a", Machine.TakeNext(0)!.Id);
        Assert.Null(Machine.TakeNext(999));
        Assert.Equal(1_000, Machine.NextDue(0));
        var stored = Reload(_book);
        var again = new ChannelMachine(stored, _options, Delivery);
        Assert.Null(again.TakeNext(999));
        Assert.NotNull(again.TakeNext(1_000));
        Assert.Null(again.TakeNext(1_999));
        Assert.NotNull(again.TakeNext(2_000));
    }

    [Fact]
    public void Complete_RateLimitedAgainAndAgain_IsNotGivenUp()
    {
        _options.MaxTries = 2;
        Machine.Enqueue(Message("a"), 0);
        for (var i = 0; i < 20; i++) Assert.Null(Finish(Machine.TakeNext(i * 60_000)!, DeliveryResult.Retry(FailureReason.RateLimited, "HTTP 429", TimeSpan.FromSeconds(60)), i * 60_000));
    }

    [Fact]
    public void Complete_AnswerLost_MarksTheMessageAndSaysSo()
    {
        Machine.Enqueue(Message("a"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Retry(FailureReason.Timeout, "no answer within 10 s") with { MaybeSent = true }, 0, roll: 0);
        Assert.Contains("may have arrived", _book.Find("a")!.Report!.Delivery.Reason);
        var letter = Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Client, "HTTP 404"), 0);
        Assert.True(letter!.MaybeSent);
    }

    [Fact]
    public void OfferStandIns_MessageWaitsTooLong_IsOwedToTheFallbackOnceAndItsEndToo()
    {
        Delivery = new(0, "backup", 60_000);
        Machine.Enqueue(Message("f"), 0);
        Finish(Machine.TakeNext(0)!, Retry(), 0, roll: 0);
        Assert.False(Machine.OfferStandIns(59_999));
        Assert.True(Machine.OfferStandIns(60_000));
        var owed = Assert.Single(_book.Owed);
        var standIn = Machine.StandInOf(owed);
        Assert.Equal(("f-for-ops", "ops"), (standIn.Id, standIn.StandsInFor));
        Machine.StoodIn(owed, 60_000);
        Assert.False(Machine.OfferStandIns(120_000));

        Finish(Machine.TakeNext(120_000)!, DeliveryResult.Sent(), 120_000);
        Machine.Enqueue(Message("r", "g", "resolved") with { Reason = "all alerts resolved" }, 130_000);
        Assert.Equal("r", Assert.Single(_book.Owed).Id);
        Finish(Machine.TakeNext(130_000)!, DeliveryResult.Sent(), 130_000);
        // Sent here, and still owed there.
        Assert.Equal("r-for-ops", Machine.StandInOf(Assert.Single(_book.Owed)).Id);
        Machine.StoodIn(_book.Owed.First(), 130_000);
        Assert.Empty(_book.Owed);
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Complete_GivenUpWithAFallback_IsOwedAtOnce()
    {
        Delivery = new(0, "backup", 3_600_000);
        Machine.Enqueue(Message("f"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"), 0);
        Assert.Equal("f", Assert.Single(_book.Owed).Id);
    }

    [Fact]
    public void Complete_AcknowledgementGivenUp_IsNotOwedToTheFallback()
    {
        Delivery = new(0, "backup", 3_600_000);
        Machine.Enqueue(Message("a") with { Reason = NotificationReasons.Acknowledged }, 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"), 0);
        Assert.Empty(_book.Owed);
        Assert.Equal("acknowledgement", Assert.Single(_book.Untold).Report!.Delivery.For);
        // Whoever stands in for the pager has to hear that it is an alarm again.
        Machine.Enqueue(Message("w", "other") with { Reason = NotificationReasons.Unacknowledged }, 1);
        Finish(Machine.TakeNext(1)!, DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"), 1);
        Assert.Equal("w", Assert.Single(_book.Owed).Id);
    }

    [Fact]
    public void TakeNext_StandingInForAnIncidentItWasToldOf_IsSkipped()
    {
        Machine.Enqueue(Message("own", "g"), 0);
        Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0);
        Machine.Enqueue(Message("f-for-other", "g") with { StandsInFor = "other" }, 1);
        Assert.Null(Machine.TakeNext(1));
        Assert.Contains(_book.Untold, m => m.Report!.Delivery is { NotificationId: "f-for-other", Outcome: "skipped" });
    }

    [Fact]
    public void Complete_Sent_KeepsTheProvidersNameForTheIncidentUntilItsEnd()
    {
        foreach (var (id, status, reason) in new[] { ("f", "firing", "first notification"), ("n", "firing", "new alerts added"), ("r", "resolved", "all alerts resolved") })
        {
            Machine.Enqueue(Message(id, "g", status) with { Reason = reason }, 0);
            var item = Machine.TakeNext(0)!;
            Assert.Equal(id == "f" ? null : "first", Machine.ReferenceOf(item));
            Finish(item, DeliveryResult.Sent() with { Reference = id == "f" ? "first" : null }, 0);
        }
        Machine.Enqueue(Message("f2", "g"), 0);
        Assert.Null(Machine.ReferenceOf(Machine.TakeNext(0)!));
    }

    [Fact]
    public void Retire_OldPagesOfWhichNothingFollows_AreFreedAndOthersStay()
    {
        _options.MaxQueued = 10_000;
        for (var i = 0; i < 600; i++)
        {
            Machine.Enqueue(Message($"m{i}", i == 3 ? "open" : $"g{i}", "firing"), 0);
            var item = Machine.TakeNext(0)!;
            Finish(item, i == 20 ? DeliveryResult.Failed(FailureReason.Client, "") : DeliveryResult.Sent(), 0);
            if (i is 3 or 20) continue;
            Machine.Enqueue(Message($"r{i}", $"g{i}", "resolved") with { Reason = "all alerts resolved" }, 0);
            Finish(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0);
        }
        foreach (var message in _book.Untold.ToList()) _book.Change(message, static m => m.Report = null);
        var freed = _book.Retire(ChannelBook.RememberedMs - 1);
        Assert.Empty(freed);
        freed = _book.Retire(ChannelBook.RememberedMs);
        Assert.InRange(_book.Pages.Count, ChannelBook.PagesRemembered, ChannelBook.PagesRemembered + 4);
        Assert.Equal(150, freed.Count + _book.Pages.Count);
        Assert.NotNull(_book.Find("m3"));
        Assert.NotNull(_book.Find("m20"));
        Assert.Null(_book.Find("m5"));
        Assert.Equal(1, _book.OpenGroups);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    /// <summary>Whatever the other side does and whenever it restarts: each message ends once, in order within its group, one of a group at a time, and a wait that is over finds work.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void AnyCourse_EndsEveryMessageOnceAndInOrder(int seed)
    {
        var random = new Random(seed);
        var book = _book;
        var options = new NotificationOptions { BreakerFailures = 3, MaxTries = 6, MaxQueued = 1_000 };
        var delivery = new DeliverySettings(random.Next(3) * 10, null, 0);
        var machine = new ChannelMachine(book, options, delivery);
        var flying = new List<ChannelMessage>();
        var sent = new List<string>();
        var now = 0L;
        for (int step = 0, made = 0; step < 20_000 && (made < 60 || book.Queue.Count > 0); step++)
        {
            if (made < 60 && random.Next(3) == 0) machine.Enqueue(Message($"{made % 5}-{made++:D3}", $"{(made - 1) % 5}"), now);
            if (random.Next(200) == 0)
            {
                book = Reload(book);
                machine = new(book, options, delivery);
                machine.Recover(now);
                flying.Clear();
            }
            while (machine.TakeNext(now) is { } item)
            {
                Assert.DoesNotContain(flying, f => f.GroupKey == item.GroupKey);
                flying.Add(item);
            }
            Assert.False(machine.NextDue(now) <= now, "work was due and not taken");
            if (flying.Count > 0 && random.Next(2) == 0)
            {
                var item = flying[random.Next(flying.Count)];
                flying.Remove(item);
                var result = random.Next(4) switch { 0 => Retry(), 1 => DeliveryResult.Failed(FailureReason.Client, ""), _ => DeliveryResult.Sent() };
                if (result.Outcome == DeliveryOutcome.Sent) sent.Add(item.Id);
                machine.Complete(item, result, now, 1, now, random.NextDouble());
            }
            else if (machine.NextDue(now) is { } due && flying.Count == 0) now = Math.Max(now + 1, due);
            else now += random.Next(50);
        }
        Assert.Empty(book.Queue);
        var ended = sent.Concat(book.Dead.Select(m => m.Id)).ToList();
        Assert.Equal(60, ended.Distinct().Count());
        Assert.Equal(ended.Count, ended.Distinct().Count());
        foreach (var group in sent.GroupBy(id => id[0])) Assert.Equal(group.Order(StringComparer.Ordinal), group);
    }

    private static ChannelBook NewBook() => new() { Definition = new("ops", "test", true, Severity.Info, true, LabelSet.Empty, "api") };

    // Through the stored form, as after a restart.
    private static ChannelBook Reload(ChannelBook book)
    {
        var again = NewBook();
        foreach (var number in book.Pages.ToList()) again.Load(number, JsonSerializer.Deserialize<ChannelPage>(JsonSerializer.Serialize(book.Snapshot(number)))!);
        return again;
    }

    private static Notification Message(string id, string group = "g", string status = "firing") => Notices.Of(id, status, Notices.Firing()) with { GroupKey = group };

    private static DeliveryResult Retry() => DeliveryResult.Retry(FailureReason.Server, "HTTP 503");

    private DeadLetter? Finish(ChannelMessage item, DeliveryResult result, long now, double roll = 0.5) => Machine.Complete(item, result, now, 4, now, roll) ? Machine.LetterOf(item) : null;
}
