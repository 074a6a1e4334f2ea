using EventFlow.Rules;

namespace EventFlow.Tests.Rules;

public sealed class RuleValidatorTests
{
    private static readonly RuleDefinition Good = RuleHost.Rule("cpu-high", "threshold", """{"value":90,"recovery":80}""", "cpu_percent", 30);

    [Fact]
    public void Validate_GoodRule_HasNoFaults() => Assert.Empty(Validate(Good));

    [Fact]
    public void Validate_BuiltInRules_HaveNoFaults()
    {
        foreach (var rule in BuiltInRules.All) Assert.Empty(Validate(rule));
        Assert.Equal(BuiltInRules.All.Count, BuiltInRules.All.Select(r => r.Id).Distinct().Count());
    }

    public static TheoryData<string, RuleDefinition, string> Faulty => new()
    {
        { "id", Good with { Id = "CPU high" }, "'CPU high'" },
        { "id", Good with { Id = "" }, "''" },
        { "name", Good with { Name = " " }, "' '" },
        { "severity", Good with { Severity = (Severity)9 }, "'9'" },
        { "type", Good with { Type = "" }, "''" },
        { "for", Good with { For = TimeSpan.FromHours(25) }, "'1.01:00:00'" },
        { "for", Good with { For = TimeSpan.FromSeconds(-1) }, "'-00:00:01'" },
        { "recoverFor", Good with { RecoverFor = TimeSpan.FromDays(2) }, "'2.00:00:00'" },
        { "service", Good with { Service = "" }, "''" },
        { "service", Good with { Service = "!payments" }, "'!payments'" },
        { "service", Good with { Service = "*, !*" }, "'*, !*'" },
        { "service", Good with { Service = "payments, !pay*" }, "'payments, !pay*'" },
        { "metric", Good with { Metric = "cpu*, disk, !cpu*, !disk" }, "'cpu*, disk, !cpu*, !disk'" },
        { "for", Good with { Detector = "error-burst", Parameters = DetectorParameters.Empty, Metric = "*", For = TimeSpan.FromMinutes(31) }, "'00:31:00'" },
        { "metric", Good with { Metric = "  " }, "'  '" },
        { "detector", Good with { Detector = "oracle" }, "'oracle'" },
        { "parameters.recovery", Good with { Parameters = new("""{"value":90,"recovery":95}""") }, "95" },
        { "parameters.value", Good with { Parameters = new("""{"value":"high"}""") }, "\"high\"" },
        { "metric", Good with { Detector = "error-burst", Parameters = DetectorParameters.Empty }, "'cpu_percent'" },
        { "labels", Good with { Detector = "no-data", Parameters = DetectorParameters.Empty, Metric = "*", Labels = LabelSet.Of(("a", "b")) }, "{a=\"b\"}" },
        { "labels.service", Good with { Labels = LabelSet.Of(("service", "b")) }, "a label" },
    };

    [Theory, MemberData(nameof(Faulty))]
    public void Validate_RuleThatCanNeverFire_NamesFieldFoundAndExpected(string field, RuleDefinition rule, string found)
    {
        var fault = Assert.Single(Validate(rule));
        Assert.Equal((field, found), (fault.Field, fault.Found));
        Assert.NotEmpty(fault.Expected);
    }

    [Theory]
    [InlineData("cpu-high", true)]
    [InlineData("CPU", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a/../b", false)]
    public void IsId_Text_FollowsTheForm(string? id, bool expected) => Assert.Equal(expected, RuleValidator.IsId(id));

    [Theory]
    [InlineData("CPU high", "cpu-high")]
    [InlineData("  p99 > 400 ms! ", "p99-400-ms")]
    [InlineData("警報", "rule")]
    public void IdOf_Name_IsFitForAnId(string name, string expected) => Assert.Equal(expected, RuleValidator.IdOf(name));

    private static IReadOnlyList<Fault> Validate(RuleDefinition rule) => new RuleValidator(RuleHost.Compiler()).Validate(rule);
}
