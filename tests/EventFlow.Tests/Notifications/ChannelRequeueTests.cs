using System.Text.Json;
using EventFlow.Alerting;
using EventFlow.Notifications;

namespace EventFlow.Tests.Notifications;

/// <summary>A resolve goes exactly to whom a firing went, also when the firing is sent again from the dead letters after its incident is over.</summary>
public sealed class ChannelRequeueTests
{
    private readonly NotificationOptions _options = new() { BreakerFailures = 1_000 };
    private ChannelBook _book = NewBook();

    private ChannelMachine Machine => new(_book, _options, Delivery);

    private DeliverySettings Delivery { get; set; } = DeliverySettings.None;

    [Fact]
    public void Requeue_FiringWhoseIncidentIsOver_IsFollowedByItsEnd()
    {
        Give(Firing("f"), Refused);
        Assert.False(Letter("f").IsOver);
        Give(End("e"), null);
        Assert.True(Letter("f").IsOver);

        Requeue("f");
        Assert.Equal(["f", "e-after-3"], Drain());
        Assert.Equal(0, _book.OpenGroups);
        Assert.Empty(_book.Dead);
    }

    [Fact]
    public void Requeue_BeforeTheEnd_IsFollowedByTheEndItself()
    {
        Give(Firing("f"), Refused);
        Requeue("f");
        Assert.Equal(["f"], Drain());
        Machine.Enqueue(End("e"), 5);
        Assert.Equal(["e"], Drain());
    }

    [Fact]
    public void Requeue_WhileTheEndWaits_IsFollowedByIt()
    {
        Give(Firing("f"), Refused);
        Machine.Enqueue(End("e"), 0);
        Requeue("f");
        Assert.Equal(["f", "e-after-3"], Drain());
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Requeue_ReminderOfAnIncidentWhoseEndWasTold_IsFollowedByItAgain()
    {
        Give(Firing("f"), DeliveryResult.Sent());
        Give(Firing("r", NotificationReasons.Repeat), Refused);
        Give(End("e"), DeliveryResult.Sent());
        Requeue("r");
        Assert.Equal(["r", "e-after-4"], Drain());
    }

    [Fact]
    public void Requeue_SeveralOfOneIncident_AreFollowedByOneEnd()
    {
        Give(Firing("f"), Refused);
        Give(Firing("r", NotificationReasons.Repeat), Refused);
        Give(End("e"), null);
        Requeue("f");
        Requeue("r");
        Assert.Equal(["f", "r", "e-after-4"], Drain());
        Assert.Equal(0, _book.OpenGroups);
        Assert.Equal("e", Assert.Single(_book.Untold, static m => m.Report!.Delivery.Outcome == "skipped").Id);
    }

    [Fact]
    public void Requeue_AgainAfterItWasGivenUpOnceMore_IsFollowedByTheEndWhenItArrives()
    {
        Give(Firing("f"), Refused);
        Give(End("e"), null);
        Requeue("f");
        Machine.Complete(Machine.TakeNext(0)!, Refused, 0, 1, 0, 0);
        Assert.Empty(Drain());
        Assert.True(Letter("f").IsOver);
        Requeue("f");
        Assert.Equal(["f", "e-after-4"], Drain());
    }

    [Fact]
    public void Requeue_FiringOfAnIncidentThatIsOnAgain_LeavesTheEndToTheNewOne()
    {
        Give(Firing("f1"), Refused);
        Give(End("e1"), null);
        Give(Firing("f2"), DeliveryResult.Sent());
        Requeue("f1");
        Assert.Equal(["f1"], Drain());
        Machine.Enqueue(End("e2"), 9);
        Assert.Equal(["e2"], Drain());
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Requeue_TheIncidentBeginsAgainBeforeTheLateEndIsSent_ItIsNotSent()
    {
        Give(Firing("f1"), Refused);
        Give(End("e1"), null);
        Requeue("f1");
        Machine.Enqueue(Firing("f2"), 1);
        Assert.Equal(["f1", "f2"], Drain());
        Assert.Contains(_book.Untold, static m => m.Report!.Delivery is { Outcome: "skipped", Reason: "the incident is on again and its own end follows" });
        Machine.Enqueue(End("e2"), 9);
        Assert.Equal(["e2"], Drain());
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Requeue_EndThatWasGivenUp_ClosesItsIncidentAndNoLaterOne()
    {
        Give(Firing("f1"), DeliveryResult.Sent());
        Give(End("e1"), Refused);
        Requeue("e1");
        Assert.Equal(["e1"], Drain());
        Assert.Equal(0, _book.OpenGroups);

        Give(Firing("f2"), DeliveryResult.Sent());
        Give(End("e2"), Refused);
        Give(Firing("f3"), DeliveryResult.Sent());
        Requeue("e2");
        Assert.Empty(Drain());
        Machine.Enqueue(End("e3"), 9);
        Assert.Equal(["e3"], Drain());
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Requeue_FiringAndEndThatWereGivenUp_BothFollow()
    {
        _options.MaxQueued = 2;
        Machine.Enqueue(Firing("f"), 0);
        Machine.Enqueue(End("e"), 0);
        foreach (var id in new[] { "x", "y" }) Machine.Enqueue(Firing(id) with { GroupKey = id }, 0);
        Assert.Equal(["f", "e"], _book.Dead.Select(static m => m.Id));
        Assert.Equal(["x", "y"], Drain());
        Requeue("f");
        Assert.Equal("f", Drain()[0]);
        Assert.Equal(2, _book.OpenGroups);
    }

    [Fact]
    public void Discard_EndThatWasGivenUp_LeavesNothingOpen()
    {
        Give(Firing("f"), DeliveryResult.Sent());
        Give(End("e"), Refused);
        Assert.Equal(1, _book.OpenGroups);
        Assert.NotNull(Machine.Discard("ops.e"));
        Assert.Equal(0, _book.OpenGroups);
        Assert.Equal(MessagePhase.Done, _book.Find("f")!.Phase);
    }

    [Fact]
    public void Discard_FiringWithItsEnd_SendsNeither()
    {
        Give(Firing("f"), Refused);
        Give(End("e"), null);
        Machine.Discard("ops.f");
        Assert.Null(_book.Find("f")!.LateEnd);
        Assert.Empty(Drain());
    }

    [Fact]
    public void End_OfAFiringThatWasGivenUpButMayHaveArrived_IsSent()
    {
        Give(Firing("f"), Refused with { MaybeSent = true });
        Assert.Equal(1, _book.OpenGroups);
        Machine.Enqueue(End("e"), 1);
        Assert.Equal(["e"], Drain());
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Requeue_ChannelThatIsNotToldOfEnds_IsNotFollowedByOne()
    {
        _book.Definition = _book.Definition! with { SendResolved = false };
        Give(Firing("f"), Refused);
        Give(End("e"), null);
        Requeue("f");
        Assert.Equal(["f"], Drain());
    }

    [Fact]
    public void Requeue_FallbackStandsInAfterTheEnd_IsToldOfTheEndToo()
    {
        Give(Firing("f"), Refused);
        Give(End("e"), null);
        Delivery = new(0, "backup", 60_000);
        Requeue("f");
        Machine.Complete(Machine.TakeNext(0)!, Refused, 0, 1, 0, 0);
        var owed = Assert.Single(_book.Owed);
        Assert.Equal("f-for-ops", Machine.StandInOf(owed).Id);
        Machine.StoodIn(owed, 1);
        Assert.Empty(Drain());
        var end = Machine.StandInOf(Assert.Single(_book.Owed));
        Assert.Equal(("e-after-3-for-ops", "resolved"), (end.Id, end.Status));
    }

    [Fact]
    public void Requeue_FallbackWasToldOfTheEnd_IsNotToldAgain()
    {
        Delivery = new(0, "backup", 60_000);
        Give(Firing("f"), Refused);
        HandOver("f");
        Give(End("e"), null);
        HandOver("e");
        Requeue("f");
        Assert.Equal(["f", "e-after-3"], Drain());
        Assert.Empty(_book.Owed);
    }

    [Fact]
    public void Requeue_FallbackStandsInForTheNextIncident_IsNotToldThatItIsOver()
    {
        Delivery = new(0, "backup", 60_000);
        Give(Firing("f1"), Refused);
        Give(End("e1"), null);
        Requeue("f1");
        Machine.Complete(Machine.TakeNext(0)!, Refused, 0, 1, 0, 0);
        HandOver("f1");
        // The late end of the first is owed; before it is handed over the next incident begins there.
        Give(Firing("f2"), Refused);
        var second = _book.Find("f2")!;
        Machine.StoodIn(second, 1);
        var late = Assert.Single(_book.Owed);
        Assert.True(late.IsLateEnd);
        Assert.True(Machine.ForgetMootStandIn(late));
        Assert.Empty(_book.Owed);
    }

    [Fact]
    public void Requeue_AgainAndRefusedAfterItMayHaveArrivedOnce_TellsNoEndAnew()
    {
        Give(Firing("f"), Refused with { MaybeSent = true });
        Give(End("e"), DeliveryResult.Sent());
        Requeue("f");
        Machine.Complete(Machine.TakeNext(0)!, Refused, 0, 1, 0, 0);
        Assert.Empty(Drain());
        Assert.True(Letter("f").MaybeSent);
    }

    [Fact]
    public void End_GivenUpWhileItsFiringIsBeingSent_FollowsIt()
    {
        _options.MaxQueued = 2;
        Machine.Enqueue(Firing("f"), 0);
        var sending = Machine.TakeNext(0)!;
        Machine.Enqueue(End("e"), 0);
        Machine.Enqueue(Firing("x") with { GroupKey = "x" }, 0);
        Assert.Equal("e", Assert.Single(_book.Dead).Id);
        Machine.Complete(sending, DeliveryResult.Sent(), 0, 1, 0, 0);
        Assert.Contains("e-after-1", Drain());
        Assert.Equal(1, _book.OpenGroups);
    }

    [Fact]
    public void Recover_EndThatAnEarlierVersionGaveUp_ClosesNoLaterIncident()
    {
        Give(Firing("f1"), DeliveryResult.Sent());
        Give(End("e1"), Refused);
        _book.Change(_book.Find("e1")!, static m => m.IsLateEnd = false);
        _book.Change(_book.Find("f1")!, static m => m.LacksEnd = false);
        Reload(static _ => true);
        Machine.Recover(1);
        Give(Firing("f2"), DeliveryResult.Sent());
        Machine.Discard("ops.e1");
        Machine.Enqueue(End("e2"), 1);
        Assert.Equal(["e2"], Drain());
    }

    [Fact]
    public void Recover_LateEndThatWasGivenUp_StaysADeadLetter()
    {
        Give(Firing("f"), Refused);
        Give(Firing("r", NotificationReasons.Repeat), Refused);
        Give(End("e"), null);
        Requeue("f");
        Requeue("r");
        for (var i = 0; i < 2; i++) Machine.Complete(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0, 1, 0, 0);
        Machine.Complete(Machine.TakeNext(0)!, Refused, 0, 1, 0, 0);
        Reload(static _ => true);
        Machine.Recover(1);
        Assert.Empty(_book.Queue);
        Assert.Equal("e-after-4", Assert.Single(_book.Dead).Id);
        Requeue("e-after-4");
        Assert.Equal(["e-after-4"], Drain());
        Assert.Equal(0, _book.OpenGroups);
    }

    [Fact]
    public void Recover_LateEndWasStoredAsToldAndItsFiringNot_IsNotToldAgain()
    {
        Give(Firing("f"), Refused);
        Give(End("e"), null);
        for (var i = 0; i < ChannelBook.PageSize; i++) Give(Firing($"x{i}") with { GroupKey = $"x{i}" }, DeliveryResult.Sent());
        Requeue("f");
        Machine.Complete(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0, 1, 0, 0);
        var early = JsonSerializer.Serialize(_book.Snapshot(_book.Find("f")!.Page));
        Assert.Equal(["e-after-11"], Drain());
        Reload(page => page != 0);
        _book.Load(0, JsonSerializer.Deserialize<ChannelPage>(early)!);
        Assert.True(_book.Find("f")!.IsOpen);
        Machine.Recover(5);
        Assert.Empty(_book.Queue);
        Assert.False(_book.Find("f")!.IsOpen);
    }

    [Fact]
    public void Close_GivesDeadLettersTheirEnd_InPagesThatAreStoredBeforeThatOfTheEnd()
    {
        Give(Firing("f"), Refused);
        for (var i = 0; i < ChannelBook.PageSize; i++) Give(Firing($"x{i}") with { GroupKey = $"x{i}" }, DeliveryResult.Sent());
        Assert.Empty(_book.First);
        Give(End("e"), null);
        Assert.Equal([_book.Find("f")!.Page], _book.First);
        Assert.NotEqual(_book.Find("f")!.Page, _book.Find("e")!.Page);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Recover_TheLateEndWasNotStored_IsToldAllTheSameAndOnce(bool endWasStored)
    {
        // Each message in a page of its own, so that one can be stored and the other not.
        Give(Firing("f"), Refused);
        Give(End("e"), null);
        for (var i = 0; i < ChannelBook.PageSize; i++) Give(Firing($"x{i}") with { GroupKey = $"x{i}" }, DeliveryResult.Sent());
        Requeue("f");
        var before = _book.Find("f")!.Page;
        Machine.Complete(Machine.TakeNext(0)!, DeliveryResult.Sent(), 0, 1, 0, 0);
        Assert.NotEqual(before, _book.Queue.Single().Page);
        Reload(page => endWasStored || page == before);
        Machine.Recover(5);
        Machine.Recover(5);
        Assert.Equal(["e-after-11"], Drain());
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    /// <summary>Whatever is refused, lost, requeued, thrown away or stopped, and whenever: in the end who was told of an alarm that is over was told of its end too, and an alarm that is on and was told is open.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void AnyCourse_LeavesNoAlarmOpenThatIsOver(int seed)
    {
        var random = new Random(seed);
        var pager = new HashSet<string>(StringComparer.Ordinal);
        var backupPager = new HashSet<string>(StringComparer.Ordinal);
        var backup = new ChannelMachine(NewBook(), _options, DeliverySettings.None);
        if (seed % 2 == 0) Delivery = new(0, "backup", 2_000);
        var on = new HashSet<string>(StringComparer.Ordinal);
        var (now, made) = (0L, 0);
        for (var step = 0; step < 300; step++)
        {
            now += random.Next(1_000);
            var group = $"g{random.Next(2)}";
            switch (random.Next(8))
            {
                case 0 when on.Add(group):
                    Machine.Enqueue(Firing($"f{++made}") with { GroupKey = group }, now);
                    break;
                case 1 when on.Remove(group):
                    Machine.Enqueue(End($"e{++made}") with { GroupKey = group }, now);
                    break;
                case 2 when on.Contains(group):
                    Machine.Enqueue(Firing($"r{++made}", NotificationReasons.Repeat) with { GroupKey = group }, now);
                    break;
                case 3 when _book.Dead.Count > 0:
                    Machine.Requeue($"ops.{_book.Dead.ElementAt(random.Next(_book.Dead.Count)).Id}", now);
                    break;
                case 4 when random.Next(4) == 0:
                    Reload(static _ => true);
                    Machine.Recover(now);
                    break;
                default:
                    Send(random.Next(3));
                    break;
            }
            if (random.Next(3) == 0) StandIn();
        }
        for (var rounds = 0; rounds < 100 && _book.Queue.Count + _book.Dead.Count > 0; rounds++)
        {
            foreach (var letter in _book.Dead.ToList()) Machine.Requeue($"ops.{letter.Id}", now);
            while (Send(0)) now++;
            StandIn();
            now = Machine.NextDue(now) ?? now;
        }
        Assert.Empty(_book.Dead);
        Assert.Empty(backupPager.Except(on));
        Assert.Equal(on.Order(StringComparer.Ordinal), pager.Order(StringComparer.Ordinal));
        Assert.Equal(on.Count, _book.OpenGroups);

        void StandIn()
        {
            Machine.OfferStandIns(now);
            while (_book.Owed.FirstOrDefault() is { } owed)
            {
                if (Machine.ForgetMootStandIn(owed)) continue;
                backup.Enqueue(Machine.StandInOf(owed), now);
                Machine.StoodIn(owed, now);
            }
            while (backup.TakeNext(now) is { } message)
            {
                if (message.Notification!.Status == "firing") backupPager.Add(message.GroupKey);
                else backupPager.Remove(message.GroupKey);
                backup.Complete(message, DeliveryResult.Sent(), now, 1, now, 0.5);
            }
        }

        bool Send(int fault)
        {
            if (Machine.TakeNext(now) is not { } message) return false;
            var arrives = fault == 0 || (fault == 2 && random.Next(2) == 0);
            if (arrives && message.Notification!.Status == "firing") pager.Add(message.GroupKey);
            else if (arrives) pager.Remove(message.GroupKey);
            Machine.Complete(message, fault switch { 0 => DeliveryResult.Sent(), 1 => Refused, _ => Refused with { MaybeSent = true } }, now, 1, now, 0.5);
            return true;
        }
    }

    private static DeliveryResult Refused => DeliveryResult.Failed(FailureReason.Client, "HTTP 400");

    private static Notification Firing(string id, string reason = NotificationReasons.First) => Notices.Of(id, "firing", Notices.Firing()) with { GroupKey = "g", Reason = reason };

    private static Notification End(string id) => Notices.Of(id, "resolved", Notices.Resolved()) with { GroupKey = "g", Reason = NotificationReasons.AllResolved };

    private static ChannelBook NewBook() => new() { Definition = new("ops", "test", true, Severity.Info, true, LabelSet.Empty, "api") };

    // Enqueues it, and gives it this outcome; null: it is not to be sent.
    private void Give(Notification notification, DeliveryResult? result)
    {
        Machine.Enqueue(notification, 0);
        var message = Machine.TakeNext(0);
        Assert.Equal(result is null ? null : notification.Id, message?.Id);
        if (message is not null) Machine.Complete(message, result!.Value, 0, 1, 0, 0);
    }

    private void Requeue(string id) => Assert.NotNull(Machine.Requeue($"ops.{id}", 1));

    private DeadLetter Letter(string id) => Machine.LetterOf(_book.Find(id)!);

    private void HandOver(string id)
    {
        var owed = Assert.Single(_book.Owed);
        Assert.Equal(id, owed.Id);
        Machine.StoodIn(owed, 1);
    }

    private List<string> Drain()
    {
        var sent = new List<string>();
        while (Machine.TakeNext(0) is { } message)
        {
            Assert.Equal(message.Id, message.Notification!.Id);
            sent.Add(message.Id);
            Machine.Complete(message, DeliveryResult.Sent(), 0, 1, 0, 0);
        }
        return sent;
    }

    // Through the stored form, as after a restart; pages that were not stored are lost.
    private void Reload(Func<long, bool> isStored)
    {
        var again = NewBook();
        foreach (var number in _book.Pages.Where(isStored).ToList()) again.Load(number, JsonSerializer.Deserialize<ChannelPage>(JsonSerializer.Serialize(_book.Snapshot(number)))!);
        _book = again;
    }
}
