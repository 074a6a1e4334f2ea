using EventFlow.Shop.Incidents;
using EventFlow.Shop.Services;
using EventFlow.Shop.Simulation;

namespace EventFlow.Shop.Tests;

public sealed class LogTextTests
{
    [Fact]
    public void Fill_EveryTemplate_LeavesNoPlaceholderAndSendsEachField()
    {
        var journey = new Journey(1, 1, 0);
        foreach (var template in AllTemplates())
        {
            var (message, fields) = LogText.Fill(template, journey);
            Assert.DoesNotContain('{', message);
            Assert.Equal(new("caller", template.Caller), fields[0]);
            Assert.Equal(fields.Count, fields.Select(field => field.Key).Distinct().Count());
            Assert.All(fields.Skip(1), field => Assert.Contains(Convert.ToString(field.Value, System.Globalization.CultureInfo.InvariantCulture)!, message));
        }
    }

    [Fact]
    public void Journey_ManyOfThem_TraceIdsAreValidAndDistinct()
    {
        var ids = Enumerable.Range(0, 5000).Select(n => new Journey(1, n / 5, n % 5).TraceId).ToList();
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
        Assert.Equal(5000, ids.Distinct().Count());
    }

    private static IEnumerable<LogTemplate> AllTemplates()
    {
        var incidents = new IncidentSchedule(1).Until(TimeSpan.FromHours(2));
        return SampleService.All.SelectMany(service => service.Chatter.Concat(service.Mishaps).Concat(incidents.SelectMany(incident => incident.LogsOf(service.Name)))).Distinct();
    }
}
