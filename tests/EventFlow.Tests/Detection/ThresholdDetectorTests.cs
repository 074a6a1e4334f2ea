using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class ThresholdDetectorTests : SeriesDetectorConformance
{
    protected override string Name => "threshold";

    protected override bool Accepts => false;

    protected override bool IsScaleFree => false;

    protected override bool IsShiftFree => false;

    protected override string Parameters => """{"operator":"above","value":90,"recovery":80}""";

    [Theory]
    [InlineData("""{"operator":"above","value":90,"recovery":80}""", 90.1, Verdict.Anomalous)]
    [InlineData("""{"operator":"above","value":90,"recovery":80}""", 90, Verdict.Lingering)]
    [InlineData("""{"operator":"above","value":90,"recovery":80}""", 80, Verdict.Normal)]
    [InlineData("""{"operator":"above","value":90}""", 90, Verdict.Normal)]
    [InlineData("""{"operator":"below","value":10,"recovery":20}""", 9.9, Verdict.Anomalous)]
    [InlineData("""{"operator":"below","value":10,"recovery":20}""", 19.9, Verdict.Lingering)]
    [InlineData("""{"operator":"below","value":10,"recovery":20}""", 20, Verdict.Normal)]
    [InlineData("""{"operator":"outside","lower":-1,"upper":1}""", 1.1, Verdict.Anomalous)]
    [InlineData("""{"operator":"outside","lower":-1,"upper":1}""", -1.1, Verdict.Anomalous)]
    [InlineData("""{"operator":"outside","lower":-1,"upper":1}""", 1, Verdict.Normal)]
    public void Observe_AtTheLimits_JudgesBySide(string parameters, double value, Verdict expected) =>
        Assert.Equal(expected, DetectorHost.Bind(Name, parameters).CreateForSeries().Observe(new(0, value)).Verdict);

    [Theory]
    [InlineData("""{}""", "parameters.value", "missing")]
    [InlineData("""{"value":"ninety"}""", "parameters.value", "\"ninety\"")]
    [InlineData("""{"value":1e999}""", "parameters.value", "1e999")]
    [InlineData("""{"value":1,"recovery":2}""", "parameters.recovery", "2")]
    [InlineData("""{"operator":"below","value":3,"recovery":2}""", "parameters.recovery", "2")]
    [InlineData("""{"operator":"outside","lower":5,"upper":5}""", "parameters.lower", "5")]
    [InlineData("""{"operator":"outside","upper":5}""", "parameters.lower", "missing")]
    [InlineData("""{"operator":"over","value":5}""", "parameters.operator", "\"over\"")]
    [InlineData("""{"value":5,"treshold":5}""", "parameters.treshold", "not a parameter of this detector")]
    [InlineData("""[5]""", "parameters", "[5]")]
    public void Bind_FaultyParameters_NamesFieldAndFound(string parameters, string field, string found)
    {
        var fault = Assert.Single(DetectorHost.FaultsOf(Name, parameters));
        Assert.Equal((field, found), (fault.Field, fault.Found));
        Assert.NotEmpty(fault.Expected);
    }

    [Fact]
    public void Levels_OfEachOperator_AreItsLimits()
    {
        Assert.Equal([90], DetectorHost.Bind(Name, Parameters).Levels);
        Assert.Equal([-1, 1], DetectorHost.Bind(Name, """{"operator":"outside","lower":-1,"upper":1}""").Levels);
    }
}
