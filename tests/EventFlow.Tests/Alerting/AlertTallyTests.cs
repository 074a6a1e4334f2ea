using EventFlow.Alerting.Statistics;

namespace EventFlow.Tests.Alerting;

public sealed class AlertTallyTests
{
    private const long Monday = 1_767_571_200_000; // 2026-01-05

    [Fact]
    public async Task Compute_OfStoredTransitions_CountsEachIncidentOnce()
    {
        await using var host = await AlertingHost.StartAsync();
        var signal = Signals.Of(AlertSignalKind.Firing, 1_000);
        await host.SignalAsync(signal);
        await host.AdvanceToAsync(30_000);
        await host.AcknowledgeAsync(signal.Fingerprint);
        await host.AdvanceToAsync(90_000);
        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 90_000));
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100_000));
        var tally = new AlertTally();
        for (var twice = 0; twice < 2; twice++)
            foreach (var transition in host.Log.EventsOf(StreamNames.Alerts).OfType<DomainEvent>()) tally.Add(transition);

        var figures = tally.Compute(0, long.MaxValue, [], true);
        Assert.Equal((2, 1, 1), (figures.Incidents, figures.Acknowledged, figures.Resolved));
        Assert.Equal(((double?)30_000, (double?)90_000), (figures.MedianToAcknowledgeMs, figures.MedianToResolveMs));
        Assert.Equal(("latency", 2, 1), (figures.Rules[0].Name, figures.Rules[0].Incidents, figures.Rules[0].NeverAcknowledged));
        Assert.Equal(("payments", 2), (figures.Weeks[0].Service, figures.Weeks[0].Incidents));
    }

    /// <summary>Of the incident before, which began before the span, only that the alert was pending once more is read.</summary>
    [Fact]
    public async Task Compute_PendingThatDidNotComeTrue_IsNoIncident()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 1_000));
        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 2_000));
        var before = host.Log.EventsOf(StreamNames.Alerts).Count();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Pending, 900_000));
        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 910_000));
        var tally = new AlertTally();
        foreach (var transition in host.Log.EventsOf(StreamNames.Alerts).OfType<DomainEvent>().Skip(before)) tally.Add(transition);

        Assert.Equal(0, tally.Compute(0, long.MaxValue, [], true).Incidents);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"alert":1,"episode":"x"}""")]
    public void Add_SomethingElse_IsIgnored(string data)
    {
        var tally = new AlertTally();
        tally.Add(new(Monday, "s", null, LabelSet.Empty, "alert.firing", data));
        Assert.Equal(0, tally.Compute(0, long.MaxValue, [], true).Incidents);
    }
}
