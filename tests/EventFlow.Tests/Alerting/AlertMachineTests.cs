using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

public sealed class AlertMachineTests
{
    [Fact]
    public void Apply_PendingThenFiring_FiresSinceTheFiringSignal()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Pending, 100), Signals.Of(AlertSignalKind.Firing, 160, value: 9));

        Assert.Equal(AlertState.Firing, alert.State);
        Assert.Equal((1, 160L, 9.0), (alert.Episode, alert.StartsAt, alert.Value));
        Assert.Equal([AlertState.Pending, AlertState.Firing], alert.History.Select(h => h.To));
        Assert.All(alert.History, h => Assert.Equal("rule latency", h.Who));
    }

    [Fact]
    public void Apply_PendingThenRecovered_IsCancelledAndOnlyTheHistoryTells()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Pending, 100), Signals.Of(AlertSignalKind.Recovered, 160));

        Assert.Equal((AlertState.None, 0), (alert.State, alert.Episode));
        Assert.Equal((AlertState.Pending, AlertState.None), (alert.History[^1].From, alert.History[^1].To));
    }

    [Fact]
    public void Apply_PendingAfterAnEpisodeThenRecovered_ShowsThatEpisodeAgain()
    {
        var alert = new AlertRecord().Apply(
            Signals.Of(AlertSignalKind.Firing, 100), Signals.Of(AlertSignalKind.Recovered, 200), Signals.Of(AlertSignalKind.Pending, 300), Signals.Of(AlertSignalKind.Recovered, 310));

        Assert.Equal((AlertState.Resolved, 100L, 200L), (alert.State, alert.ToSummary().StartsAt, alert.ToSummary().EndsAt));
    }

    [Fact]
    public void Apply_DataBackWithTheEndThatMakesItFlap_IsNotWithoutDataWhenItIsCalm()
    {
        var (alert, flaps) = (new AlertRecord(), new FlapTiming(2, 1_000_000, 1_000));
        AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.Firing, 100), 100, flaps: flaps);
        AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.NoData, 200), 200, flaps: flaps);
        AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.Recovered, 300), 300, flaps: flaps);
        AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.Firing, 400), 400, flaps: flaps);
        Assert.Equal(AlertState.Flapping, alert.State);

        AlertMachine.Tick(alert, flaps, 2_000);

        Assert.Equal((AlertState.Firing, 1), (alert.State, alert.Episode));
    }

    [Fact]
    public void Apply_FiringAfterResolved_IsANewEpisodeWithoutTheOldAcknowledgement()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100));
        AlertMachine.Acknowledge(alert, "ada", "on it", 101);
        alert.Apply(Signals.Of(AlertSignalKind.Recovered, 200), Signals.Of(AlertSignalKind.Firing, 300));

        Assert.Equal((AlertState.Firing, 2, 300L), (alert.State, alert.Episode, alert.StartsAt));
        Assert.Null(alert.AcknowledgedBy);
        Assert.Null(alert.EndsAt);
    }

    [Fact]
    public void Apply_FiringWhileAcknowledged_StaysAcknowledgedUntilResolved()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100));
        Assert.Null(AlertMachine.Acknowledge(alert, "ada", "on it", 1));

        alert.Apply(Signals.Of(AlertSignalKind.Firing, 110), Signals.Of(AlertSignalKind.NoData, 120), Signals.Of(AlertSignalKind.Firing, 130));
        Assert.Equal((AlertState.Acknowledged, "ada", "on it"), (alert.State, alert.AcknowledgedBy, alert.AcknowledgeComment));

        alert.Apply(Signals.Of(AlertSignalKind.Recovered, 140));
        Assert.Equal(AlertState.Resolved, alert.State);
    }

    [Fact]
    public void Apply_NoDataWhileFiring_IsNotResolvedAndReturnsToFiring()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100), Signals.Of(AlertSignalKind.NoData, 200));
        Assert.Equal((AlertState.NoData, null), (alert.State, alert.EndsAt));

        alert.Apply(Signals.Of(AlertSignalKind.Firing, 300));
        Assert.Equal((AlertState.Firing, 1), (alert.State, alert.Episode));
    }

    [Theory]
    [InlineData(AlertSignalKind.Recovered)]
    [InlineData(AlertSignalKind.NoData)]
    public void Apply_EndOfWhatNeverWas_ChangesNothing(AlertSignalKind kind)
    {
        var alert = new AlertRecord();
        Assert.Equal(AlertChange.None, AlertMachine.Apply(alert, Signals.Of(kind, 100), 1));
        Assert.Equal((AlertState.None, 0L), (alert.State, alert.Version));
    }

    [Fact]
    public void Apply_FiringAgainWithANewerValue_KeepsTheValueAndTellsNobody()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100, value: 5));
        var version = alert.Version;

        Assert.Equal(AlertChange.None, AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.Firing, 110, value: 6), 1));
        Assert.Equal((6.0, version), (alert.Value, alert.Version));
    }

    [Fact]
    public void Apply_FiringWithAnotherSeverity_IsATransitionWithinTheEpisode()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100), Signals.Of(AlertSignalKind.Firing, 110, severity: Severity.Critical));

        Assert.Equal((Severity.Critical, 1), (alert.Severity, alert.Episode));
        Assert.Equal("Severity warning → critical.", alert.History[^1].Comment);
    }

    [Fact]
    public void Apply_SeverityRisesAndFalls_IsOneEpisodeWithATransitionEach()
    {
        var alert = new AlertRecord().Apply(
            Signals.Of(AlertSignalKind.Firing, 1), Signals.Of(AlertSignalKind.Firing, 2, severity: Severity.Critical), Signals.Of(AlertSignalKind.Firing, 3, severity: Severity.Critical),
            Signals.Of(AlertSignalKind.Firing, 4, severity: Severity.Info), Signals.Of(AlertSignalKind.Recovered, 5));
        Assert.Equal((1, AlertState.Resolved), (alert.Episode, alert.State));
        Assert.Equal(["Severity warning → critical.", "Severity critical → info."], alert.History.Where(h => h.From == h.To).Select(h => h.Comment));
    }

    [Fact]
    public void Apply_TwoKindsAtOneTime_TakesBothOnce()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Pending, 100), Signals.Of(AlertSignalKind.Firing, 100));
        Assert.Equal(AlertState.Firing, alert.State);
        Assert.Equal(AlertChange.None, AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.Pending, 100), 1));
        Assert.Equal(AlertChange.None, AlertMachine.Apply(alert, Signals.Of(AlertSignalKind.Firing, 100), 1));
    }

    [Fact]
    public void Apply_ManyEpisodes_KeepsTheLast200Transitions()
    {
        var alert = new AlertRecord();
        for (var i = 0; i < 300; i++) alert.Apply(Signals.Of(AlertSignalKind.Firing, i * 10 + 1), Signals.Of(AlertSignalKind.Recovered, i * 10 + 5));

        Assert.Equal(AlertMachine.MaxHistory, alert.History.Count);
        Assert.Equal(2995, alert.History[^1].EventTime);
        Assert.Equal(300, alert.Episode);
    }

    [Fact]
    public void Acknowledge_NotActive_SaysWhy()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100), Signals.Of(AlertSignalKind.Recovered, 200));
        Assert.Equal("The alert is resolved; only one that is open can be acknowledged.", AlertMachine.Acknowledge(alert, "ada", "", 1));
    }

    [Fact]
    public void Acknowledge_Twice_SaysByWhom()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100));
        AlertMachine.Acknowledge(alert, "ada", "", 1);
        Assert.Equal("The alert is acknowledged already, by ada.", AlertMachine.Acknowledge(alert, "bob", "", 2));
    }

    [Fact]
    public void Resolve_ByHand_RecordsWhoAndWhy()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100));
        Assert.Null(AlertMachine.Resolve(alert, "ada", "rule deleted", 500));

        Assert.Equal((AlertState.Resolved, 500L, "resolved by ada"), (alert.State, alert.EndsAt, alert.Action));
        Assert.Equal(("ada", "rule deleted"), (alert.History[^1].Who, alert.History[^1].Comment));
        Assert.NotNull(AlertMachine.Resolve(alert, "ada", "", 501));
    }

    [Fact]
    public void NoteDelivery_OutcomesInAnyOrder_KeepsTheLatest()
    {
        var alert = new AlertRecord().Apply(Signals.Of(AlertSignalKind.Firing, 100));
        var sent = new AlertDelivery("n1", "ops", "firing", "sent", 30, 2, null);

        Assert.Equal(AlertChange.Note, AlertMachine.NoteDelivery(alert, new("n1", "ops", "firing", "retrying", 20, 1, "timeout, retry in 8 s"), 20));
        Assert.Equal("notification to ops failed: timeout, retry in 8 s", alert.Action);
        Assert.Equal(AlertChange.Note, AlertMachine.NoteDelivery(alert, sent, 30));
        Assert.Equal(AlertChange.None, AlertMachine.NoteDelivery(alert, sent, 31));
        Assert.Equal(AlertChange.None, AlertMachine.NoteDelivery(alert, new("n1", "ops", "firing", "queued", 10, 0, null), 32));
        Assert.Equal("notified ops", alert.Action);
        Assert.Equal([sent], alert.Deliveries);
    }
}
