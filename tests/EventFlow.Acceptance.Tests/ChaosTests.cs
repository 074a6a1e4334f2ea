using System.Globalization;
using EventFlow.Chaos;

namespace EventFlow.Acceptance.Tests;

/// <summary>The short form of <c>dotnet run --project tests/EventFlow.Chaos</c>: two rounds of load, kills and comparison.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Silo_KilledUnderLoad_LosesNothingAndDoublesNothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EVENTFLOW_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        using var report = new StringWriter(CultureInfo.InvariantCulture);

        var isGood = await new ChaosRun(new ChaosOptions(Rounds: 2, seed, Keep: false), report).RunAsync();

        output.WriteLine(report.ToString());
        Assert.True(isGood, report.ToString());
    }
}
