using EventFlow.Dashboard.Rules;

namespace EventFlow.Dashboard.Tests;

public sealed class RuleFormTests
{
    private static readonly DetectorDescription Detector = new("any", "Any", "", "series",
    [
        new("level", "Level", "", "number", null, null, null, null, [], true), new("count", "Count", "", "integer", null, "3", 1, 10, [], false),
        new("window", "Window", "", "duration", "s", "300", 1, 86_400, [], false), new("side", "Side", "", "choice", null, "\"both\"", null, null, ["both", "up"], false),
        new("strict", "Strict", "", "boolean", null, "true", null, null, [], false),
    ]);

    [Fact]
    public void Build_OfARuleLeftAlone_GivesTheSameRule()
    {
        var rule = new RuleDefinition
        {
            Id = "a", Name = "A", Detector = "any", Severity = Severity.Critical, Service = "pay*", Metric = "latency_ms", Labels = LabelSet.Of(("region", "eu")), Parameters = new("""{"level":2.5,"window":90,"strict":false}"""),
            For = TimeSpan.FromSeconds(90), RecoverFor = TimeSpan.FromMinutes(5), Annotations = LabelSet.Of(("runbook_url", "https://x/?a=b")), Version = 4, UpdatedBy = "ada",
        };
        Assert.Equal(rule, RuleForm.From(rule, Detector).Build(Detector));
    }

    [Fact]
    public void Build_WithTypedText_WritesEachKindAsItsJson()
    {
        var form = RuleForm.New([Detector]);
        form.Detector = "any";
        foreach (var (name, text) in new[] { ("level", "12.5"), ("count", "4"), ("window", "5m"), ("side", "up"), ("strict", "false") }) form.Parameters[name] = text;
        Assert.Equal("""{"level":12.5,"count":4,"window":300,"side":"up","strict":false}""", form.Build(Detector).Parameters.Json);
    }

    [Fact]
    public void Build_WithWhatIsNoNumber_PassesItOnForTheValidationToName()
    {
        var form = RuleForm.New([Detector]);
        form.Parameters["level"] = "a lot";
        Assert.Equal("""{"level":"a lot"}""", form.Build(Detector).Parameters.Json);
    }

    [Fact]
    public void Build_AfterTheDetectorChanged_LeavesOutTheOtherOnesParameters()
    {
        var form = RuleForm.New([Detector]);
        form.Parameters["elsewhere"] = "1";
        Assert.Equal("{}", form.Build(Detector).Parameters.Json);
    }

    [Fact]
    public void Unreadable_DurationAndLabel_AreNamedByField()
    {
        var form = RuleForm.New([Detector]);
        form.For = "soon";
        form.Labels = "region=eu\nnonsense";
        Assert.Equal(["for", "labels"], form.Unreadable().Select(static f => f.Field));
    }

    [Fact]
    public void Of_FaultOfAParameter_FindsItsFieldInAnyCase()
    {
        Fault fault = new("Parameters.Level", "NaN", "a number");
        Assert.Single(RuleForm.Of([fault], "level"));
        Assert.Empty(RuleForm.New([Detector]).Elsewhere([fault], Detector));
        Assert.Single(RuleForm.New([Detector]).Elsewhere([new("id", "x", "y")], Detector));
    }

    [Fact]
    public void Restore_EarlierVersion_KeepsIdentityAndVersion()
    {
        var earlier = new RuleDefinition { Id = "a", Name = "Old", Detector = "any", Version = 1 };
        var form = RuleForm.From(earlier with { Name = "New", Version = 3 }, Detector).Restore(earlier, Detector);
        Assert.Equal(("a", "Old", 3), (form.Build(Detector).Id, form.Build(Detector).Name, form.Build(Detector).Version));
    }

    [Fact]
    public void Describe_Change_SaysWhatBecameWhat()
    {
        var before = new RuleDefinition { Id = "a", Name = "A", Detector = "any", For = TimeSpan.FromSeconds(30) };
        Assert.Equal("disabled; severity warning → critical; for 30s → 10s", RuleChanges.Describe(before, before with { Enabled = false, Severity = Severity.Critical, For = TimeSpan.FromSeconds(10) }));
        Assert.Equal("created", RuleChanges.Describe(null, before));
    }
}
