using EventFlow.Shop.Incidents;

namespace EventFlow.Shop.Tests;

public sealed class IncidentScheduleTests
{
    [Fact]
    public void Until_AnySeed_FirstWithinTwoMinutesThenEverySixToTenMinutes()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var incidents = new IncidentSchedule(seed).Until(TimeSpan.FromHours(3));
            Assert.InRange(incidents[0].Start.TotalSeconds, 60, 110);
            for (var i = 1; i < incidents.Count; i++)
            {
                Assert.InRange((incidents[i].Start - incidents[i - 1].Start).TotalMinutes, 6, 10);
                Assert.True(incidents[i].Start - incidents[i - 1].End >= TimeSpan.FromMinutes(3));
            }
        }
    }

    [Fact]
    public void Until_SixIncidents_EveryKindCame()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var incidents = new IncidentSchedule(seed).Until(TimeSpan.FromHours(2)).Take(6);
            Assert.Equal(5, incidents.Select(incident => incident.Name).Distinct().Count());
        }
    }

    [Fact]
    public void At_AskedBackwards_SameAsForwards()
    {
        var (forwards, backwards) = (new IncidentSchedule(3), new IncidentSchedule(3));
        var times = Enumerable.Range(0, 360).Select(n => TimeSpan.FromSeconds(n * 10)).ToList();
        var first = times.Select(at => forwards.At(at)?.Start).ToList();
        var second = times.AsEnumerable().Reverse().Select(at => backwards.At(at)?.Start).Reverse().ToList();

        Assert.Equal(first, second);
        Assert.Contains(first, start => start is not null);
    }
}
