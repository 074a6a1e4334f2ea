using EventFlow.Shop.Incidents;
using EventFlow.Shop.Services;
using EventFlow.Shop.Simulation;

namespace EventFlow.Shop.Tests;

public sealed class ShopSimulationTests
{
    private static readonly string[] CommonMetrics = ["cpu_percent", "memory_percent", "disk_percent", "latency_ms", "error_rate_percent", "requests_per_second"];

    [Fact]
    public void Write_SameSeed_SameBytes() =>
        Assert.Equal(SimulationBytes.Of(new ShopSettings { Seed = 42 }, 0, 300), SimulationBytes.Of(new ShopSettings { Seed = 42 }, 0, 300));

    [Fact]
    public void Write_OtherSeed_OtherBytes() =>
        Assert.NotEqual(SimulationBytes.Of(new ShopSettings { Seed = 42 }, 0, 30), SimulationBytes.Of(new ShopSettings { Seed = 43 }, 0, 30));

    [Fact]
    public void Write_AskedFromTheMiddle_SameBytesAsFromTheStart()
    {
        var settings = new ShopSettings { Seed = 7 };
        Assert.EndsWith(SimulationBytes.Of(settings, 1000, 1200), SimulationBytes.Of(settings, 0, 1200));
    }

    [Fact]
    public void MetricsAt_AnyTime_EveryServiceReportsTheNamedMetrics()
    {
        var samples = new ShopSimulation(new ShopSettings()).MetricsAt(TimeSpan.FromSeconds(5)).ToLookup(sample => sample.Service, sample => sample.Metric);

        Assert.Equal(["auth", "orders", "payments", "notification"], samples.Select(service => service.Key));
        Assert.Equal([.. CommonMetrics, "logins_per_second"], samples["auth"]);
        Assert.Equal([.. CommonMetrics, "orders_per_second"], samples["orders"]);
        Assert.Equal([.. CommonMetrics, "transactions_per_second"], samples["payments"]);
        Assert.Equal([.. CommonMetrics, "messages_sent_per_second"], samples["notification"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void MetricsAt_TwoHoursWithIncidents_ValuesStayInRange(ulong seed)
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = seed, Day = TimeSpan.FromHours(2) });
        foreach (var sample in Steps(0, 7200, 5).SelectMany(simulation.MetricsAt))
        {
            Assert.True(double.IsFinite(sample.Value) && sample.Value >= 0, sample.ToString());
            Assert.True(sample.Unit != "percent" || sample.Value <= 100, sample.ToString());
            Assert.True(sample.Metric != "latency_ms" || sample.Value is > 5 and < 5000, sample.ToString());
        }
    }

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 0.35)]
    [InlineData(3, 0.6)]
    [InlineData(4, 0.9)]
    public void MetricsAt_WithoutIncidents_ShowDailyWave(ulong seed, double startOfDay)
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = seed, Incidents = false, Day = TimeSpan.FromHours(1), StartOfDay = startOfDay });
        var night = TimeSpan.FromHours(((4.0 / 24) - startOfDay + 1) % 1);
        var afternoon = TimeSpan.FromHours(((16.0 / 24) - startOfDay + 1) % 1);

        foreach (var service in SampleService.All)
        {
            Assert.True(Value(simulation, service.Name, "requests_per_second", afternoon) > 1.5 * Value(simulation, service.Name, "requests_per_second", night));
        }
    }

    // The mean and deviation of the window before a value: what a plain z-score detector computes.
    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(120)]
    public void MetricsAt_WithoutIncidents_StayQuietUnderAZScoreOfFour(int window)
    {
        foreach (var seed in new ulong[] { 1, 2, 3, 4, 5 })
        {
            var simulation = new ShopSimulation(new ShopSettings { Seed = seed, Incidents = false });
            var series = Steps(0, 4 * 3600, 5).SelectMany(simulation.MetricsAt).GroupBy(sample => (sample.Service, sample.Metric), sample => sample.Value);
            foreach (var values in series)
            {
                var worst = ZScores([.. values], window).Max();
                // Thirty samples guess the deviation badly now and then: three values of 400,000 pass 4.
                Assert.True(worst < (window == 30 ? 4.5 : 4), $"seed {seed}: {values.Key.Service} {values.Key.Metric} reaches {worst:0.00} deviations in a window of {window}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void LogsAt_WithoutIncidents_AtMostTwoErrorsAMinute(ulong seed)
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = seed, Incidents = false });
        var logs = Steps(0, 3600, 3).SelectMany(simulation.LogsAt).ToList();
        foreach (var service in SampleService.All)
        {
            var errors = logs.Where(log => log.Service == service.Name && log.Level == RecordLevel.Error).Select(log => log.At.TotalSeconds).ToList();
            Assert.InRange(errors.Count, 20, 70);
            Assert.All(errors, at => Assert.InRange(errors.Count(other => other >= at && other < at + 60), 1, 3));
        }
    }

    [Fact]
    public void MetricsAt_GatewayOutage_StartsInPaymentsSpreadsToOrdersAndEnds()
    {
        foreach (var seed in Enumerable.Range(1, 20).Select(n => (ulong)n))
        {
            var simulation = new ShopSimulation(new ShopSettings { Seed = seed });
            var outage = Assert.IsType<PaymentGatewayOutage>(simulation.NextIncident(TimeSpan.Zero));
            Assert.InRange(outage.Start.TotalSeconds, 60, 110);

            AssertTroubled(simulation, "payments", outage.Start + TimeSpan.FromSeconds(10));
            AssertQuiet(simulation, "orders", outage.Start + TimeSpan.FromSeconds(14));
            AssertTroubled(simulation, "orders", outage.Start + TimeSpan.FromSeconds(30));
            AssertQuiet(simulation, "auth", outage.Start + TimeSpan.FromSeconds(40));
            AssertQuiet(simulation, "payments", outage.End);
            AssertQuiet(simulation, "orders", outage.End);
            Assert.Null(simulation.IncidentAt(outage.End));
            Assert.Equal(75, (outage.End - outage.Start).TotalSeconds);
        }
    }

    [Fact]
    public void LogsAt_GatewayOutage_ErrorsBurstAndShareTracesWithOrders()
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = 1 });
        var outage = simulation.NextIncident(TimeSpan.Zero)!;
        var logs = Steps((int)outage.Start.TotalSeconds / 3 * 3, (int)outage.End.TotalSeconds, 3).SelectMany(simulation.LogsAt).Where(log => log.Level == RecordLevel.Error).ToList();

        Assert.InRange(logs.Count(log => log.Service == "payments"), 30, 120);
        Assert.InRange(logs.Count(log => log.Service == "orders"), 18, 90);
        Assert.InRange(logs.Count(log => log.Service == "auth"), 0, 4);
        Assert.Contains(logs, log => log.Service == "payments" && log.Message.StartsWith("Gateway time-out", StringComparison.Ordinal));
        var payments = logs.Where(log => log.Service == "payments").Select(log => log.TraceId).ToHashSet();
        Assert.Contains(logs, log => log.Service == "orders" && payments.Contains(log.TraceId));
    }

    [Fact]
    public void MetricsAt_SilentService_OnlyThatServiceReportsNothing()
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = 5 });
        var silence = Incidents(simulation).OfType<SilentService>().First();
        var during = silence.Start + TimeSpan.FromSeconds(20);

        Assert.DoesNotContain(simulation.MetricsAt(during), sample => sample.Service == silence.Service);
        Assert.DoesNotContain(simulation.LogsAt(during), log => log.Service == silence.Service);
        Assert.Equal(3, simulation.MetricsAt(during).Select(sample => sample.Service).Distinct().Count());
        Assert.Contains(simulation.MetricsAt(silence.End), sample => sample.Service == silence.Service);
    }

    [Fact]
    public void MetricsAt_MemoryLeak_MemoryClimbsAndTheProcessStartsClean()
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = 5 });
        var leak = Incidents(simulation).OfType<AuthMemoryLeak>().First();

        Assert.True(Value(simulation, "auth", "memory_percent", leak.Start + TimeSpan.FromSeconds(110)) > 85);
        Assert.True(Value(simulation, "auth", "memory_percent", leak.Start + TimeSpan.FromSeconds(121)) < 45);
        Assert.True(Value(simulation, "auth", "latency_ms", leak.Start + TimeSpan.FromSeconds(100)) > 70);
    }

    [Fact]
    public void MetricsAt_NotificationBacklog_SendingStallsThenRushes()
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = 5 });
        var backlog = Incidents(simulation).OfType<NotificationBacklog>().First();
        var usual = Value(simulation, "notification", "messages_sent_per_second", backlog.Start - TimeSpan.FromSeconds(10));

        Assert.True(Value(simulation, "notification", "messages_sent_per_second", backlog.Start + TimeSpan.FromSeconds(40)) < 0.3 * usual);
        Assert.True(Value(simulation, "notification", "messages_sent_per_second", backlog.Start + TimeSpan.FromSeconds(82)) > 1.7 * usual);
    }

    [Fact]
    public void MetricsAt_DatabaseLock_OrdersSlowAndPaymentsRunDry()
    {
        var simulation = new ShopSimulation(new ShopSettings { Seed = 5 });
        var locked = Incidents(simulation).OfType<OrdersDatabaseLock>().First();
        var during = locked.Start + TimeSpan.FromSeconds(45);

        AssertTroubled(simulation, "orders", during);
        Assert.True(Value(simulation, "payments", "requests_per_second", during) < 0.7 * Value(simulation, "payments", "requests_per_second", locked.Start));
    }

    [Fact]
    public void IncidentAt_IncidentsOff_NeverAny()
    {
        var simulation = new ShopSimulation(new ShopSettings { Incidents = false });
        Assert.Null(simulation.NextIncident(TimeSpan.Zero));
        Assert.All(Steps(0, 1800, 5), at => Assert.Null(simulation.IncidentAt(at)));
    }

    private static IEnumerable<TimeSpan> Steps(int from, int to, int step)
    {
        for (var second = from; second <= to; second += step)
        {
            yield return TimeSpan.FromSeconds(second);
        }
    }

    private static IReadOnlyList<Incident> Incidents(ShopSimulation simulation)
    {
        var incidents = new List<Incident>();
        for (var next = simulation.NextIncident(TimeSpan.Zero); next is not null && incidents.Count < 12; next = simulation.NextIncident(next.Start))
        {
            incidents.Add(next);
        }

        return incidents;
    }

    private static double Value(ShopSimulation simulation, string service, string metric, TimeSpan at) =>
        simulation.MetricsAt(at).Single(sample => sample.Service == service && sample.Metric == metric).Value;

    private static void AssertTroubled(ShopSimulation simulation, string service, TimeSpan at)
    {
        var usual = SampleService.All.Single(candidate => candidate.Name == service).ServiceTimeMs * 1.5;
        Assert.True(Value(simulation, service, "latency_ms", at) > 4.5 * usual, $"{service} at {at}: latency {Value(simulation, service, "latency_ms", at)} ms");
        Assert.InRange(Value(simulation, service, "error_rate_percent", at), 15, 35);
    }

    private static void AssertQuiet(ShopSimulation simulation, string service, TimeSpan at)
    {
        var usual = SampleService.All.Single(candidate => candidate.Name == service).ServiceTimeMs * 1.5;
        Assert.True(Value(simulation, service, "latency_ms", at) < 2 * usual, $"{service} at {at}: latency {Value(simulation, service, "latency_ms", at)} ms");
        Assert.InRange(Value(simulation, service, "error_rate_percent", at), 0, 1);
    }

    private static IEnumerable<double> ZScores(double[] values, int window)
    {
        for (var i = window; i < values.Length; i++)
        {
            var before = values.AsSpan(i - window, window);
            double sum = 0, squares = 0;
            foreach (var value in before)
            {
                sum += value;
                squares += value * value;
            }

            var mean = sum / window;
            yield return Math.Abs(values[i] - mean) / Math.Sqrt(Math.Max((squares / window) - (mean * mean), 1e-12));
        }
    }
}
