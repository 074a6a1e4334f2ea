using System.Text.Json;
using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

public sealed class DetectorCatalogTests
{
    [Fact]
    public void Descriptions_OfAllDetectors_SayWhatAFormNeeds()
    {
        var catalog = DetectorHost.Catalog();
        Assert.Equal(["change-point", "ensemble", "error-burst", "error-rate", "ewma", "flat-line", "holt-winters", "log-pattern", "no-data", "rate-of-change", "robust-z-score", "rolling-average", "seasonal", "spectral-residual", "threshold", "variance-shift", "z-score"], catalog.Descriptions.Select(d => d.Name));
        foreach (var parameter in catalog.Descriptions.SelectMany(d => d.Parameters))
        {
            Assert.NotEmpty(parameter.Title);
            Assert.NotEmpty(parameter.Summary);
            Assert.Contains(parameter.Kind, new[] { "number", "integer", "duration", "choice", "boolean" });
            Assert.Equal(parameter.Kind == "choice", parameter.Choices.Count > 0);
            Assert.Equal(parameter.Kind is "number" or "integer" or "duration", parameter.Min is not null && parameter.Max is not null);
        }
    }

    [Fact]
    public void Descriptions_Defaults_AreParametersThatBind()
    {
        var catalog = DetectorHost.Catalog();
        foreach (var description in catalog.Descriptions.Where(d => d.Name is not ("threshold" or "rate-of-change")))
        {
            var json = "{" + string.Join(',', description.Parameters.Where(p => p.Default is not null).Select(p => $"{JsonSerializer.Serialize(p.Name)}:{p.Default}")) + "}";
            Assert.Equal(DetectorHost.Bind(description.Name).Key, DetectorHost.Bind(description.Name, json).Key);
        }
    }

    [Fact]
    public void Bind_WithSettings_TakesDefaultsFromThem()
    {
        var catalog = DetectorHost.Catalog(("EventFlow:Detection:ZScore:Threshold", "7.5"));
        var threshold = catalog.Descriptions.Single(d => d.Name == "z-score").Parameters.Single(p => p.Name == "threshold");
        Assert.Equal("7.5", threshold.Default);
        Assert.Contains("threshold:7.5,", catalog.Find("z-score")!.Bind(DetectorParameters.Empty, [])!.Key);
    }

    [Theory]
    [InlineData("""{"windowSamples":2.5}""", "parameters.windowSamples", "2.5", "an integer from 4 to 1000")]
    [InlineData("""{"windowSamples":3}""", "parameters.windowSamples", "3", "an integer from 4 to 1000")]
    [InlineData("""{"threshold":"NaN"}""", "parameters.threshold", "\"NaN\"", "a finite number from 1 to 100")]
    [InlineData("""{"threshold":null}""", "parameters.threshold", "null", "a finite number from 1 to 100")]
    [InlineData("""{"direction":"sideways"}""", "parameters.direction", "\"sideways\"", "one of both, up, down")]
    [InlineData("""{"threshold":5""", "parameters", "not JSON at line 1, byte 14", "a JSON object")]
    public void Bind_FaultyParameter_NamesFieldFoundAndExpected(string parameters, string field, string found, string expected) =>
        Assert.Equal(new Fault(field, found, expected), Assert.Single(DetectorHost.FaultsOf("z-score", parameters)));

    [Fact]
    public void AddDetector_Twice_IsHarmless()
    {
        var names = DetectorHost.Catalog().Descriptions.Select(d => d.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Verdict_Values_AreFrozen() => Assert.Equal(
        "None=0 Warming=1 Normal=2 Lingering=3 Anomalous=4", string.Join(' ', Enum.GetValues<Verdict>().Select(v => $"{v}={(int)v}")));
}
