using EventFlow.Services;

namespace EventFlow.Tests.Services;

public sealed class OpenAlertsTests
{
    private readonly OpenAlerts _alerts = new();

    /// <summary>Alerts that come together are told together, by whoever posted them; so an older state may arrive after a newer one.</summary>
    [Fact]
    public void Apply_AStateThatIsOlderThanTheEnd_DoesNotOpenItAgain()
    {
        Assert.True(_alerts.Apply(Alert(AlertState.Firing, 1)));
        Assert.True(_alerts.Apply(Alert(AlertState.Resolved, 3)));
        Assert.False(_alerts.Apply(Alert(AlertState.Acknowledged, 2)));
        Assert.Equal((0, ServiceHealth.Healthy), (_alerts.Count, _alerts.Health));

        Assert.True(_alerts.Apply(Alert(AlertState.Firing, 4)));
        Assert.Equal((1, ServiceHealth.Degraded), (_alerts.Count, _alerts.Health));
    }

    [Fact]
    public void Apply_AnEndHeardFirst_KeepsTheBeginningFromOpeningIt()
    {
        Assert.False(_alerts.Apply(Alert(AlertState.Resolved, 2)));
        Assert.False(_alerts.Apply(Alert(AlertState.Firing, 1)));
        Assert.Equal(0, _alerts.Count);
    }

    [Fact]
    public void Apply_ManyEnds_RemembersTheLastThousand()
    {
        for (var i = 0; i < 1_001; i++) _alerts.Apply(Alert(AlertState.Resolved, 2, $"a{i}"));
        Assert.False(_alerts.Apply(Alert(AlertState.Firing, 1, "a1")));
        Assert.True(_alerts.Apply(Alert(AlertState.Firing, 1, "a0")));
    }

    private static AlertSummary Alert(AlertState state, long version, string id = "a") =>
        new(id, "r", "Slow", "payments", null, Severity.Warning, state, "", LabelSet.Empty, null, 0, null, 0, null, null, null, "", 1, version);
}
