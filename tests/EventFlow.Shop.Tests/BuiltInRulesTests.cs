using EventFlow.Shop.Incidents;
using EventFlow.Shop.Simulation;

namespace EventFlow.Shop.Tests;

/// <summary>The samples and the rules a new installation begins with fit: nothing fires on a quiet day, and every incident is told, where it is, while it is, and then is over.</summary>
public sealed class BuiltInRulesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rules_FourQuietHours_NothingFires(ulong seed) =>
        Assert.Empty(RuleTimetable.Run(new ShopSimulation(new ShopSettings { Seed = seed, Incidents = false }), 4 * 3600).Alerts);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rules_OneHourWithIncidents_EachIsToldAndThenIsOver(ulong seed)
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = seed });
        var alerts = RuleTimetable.Run(simulation, 3600).Alerts;
        var explained = 0;
        for (var incident = simulation.NextIncident(TimeSpan.Zero)!; incident.End < TimeSpan.FromMinutes(58); incident = simulation.NextIncident(incident.Start)!)
        {
            var (start, end) = ((long)incident.Start.TotalSeconds, (long)incident.End.TotalSeconds);
            var told = alerts.Where(alert => alert.From >= start && alert.From < end).ToList();
            Assert.All(told, alert => Assert.True(alert.To <= end + 45, $"{incident.Name}: {alert} lasts too long"));
            foreach (var (rule, service) in Expected(incident))
            {
                Assert.True(told.Exists(alert => alert.Rule == rule && alert.Service == service), $"seed {seed}, {incident.Name} at {start} s: no {rule} of {service} among {string.Join("; ", told)}");
            }

            explained += told.Count;
        }

        Assert.Equal(alerts.Count(alert => alert.From < 58 * 60), explained);
    }

    private static (string Rule, string Service)[] Expected(Incident incident) => incident switch
    {
        PaymentGatewayOutage =>
        [
            ("latency-anomaly", "payments"), ("error-rate-high", "payments"), ("error-log-burst", "payments"),
            ("latency-anomaly", "orders"), ("error-rate-high", "orders"), ("error-log-burst", "orders"),
        ],
        OrdersDatabaseLock => [("latency-anomaly", "orders"), ("error-rate-high", "orders"), ("error-log-burst", "orders")],
        AuthMemoryLeak => [("latency-anomaly", "auth"), ("error-rate-high", "auth"), ("error-log-burst", "auth"), ("memory-high", "auth")],
        NotificationBacklog => [("latency-anomaly", "notification"), ("error-rate-high", "notification"), ("error-log-burst", "notification")],
        SilentService silence => [("service-silent", silence.Service)],
        _ => throw new InvalidOperationException($"Say here what tells of {incident.Name}."),
    };
}
