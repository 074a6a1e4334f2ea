using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Tests.Detection;

/// <summary>docs/detectors.md has a section for each detector, and its tables are those of the options types. Run with EVENTFLOW_ACCEPT=1 to write the tables anew.</summary>
public sealed partial class DetectorDocumentTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "detectors.md");

    [Fact]
    public void Tables_OfEveryDetector_AreDerivedFromItsOptions()
    {
        var text = File.ReadAllText(Document);
        var expected = Table().Replace(text, static match => $"<!-- parameters {match.Groups[1].Value} -->\n{Rows(match.Groups[1].Value)}<!-- end -->");
        if (Environment.GetEnvironmentVariable("EVENTFLOW_ACCEPT") == "1") File.WriteAllText(Document, text = expected);
        Assert.Equal(expected, text);
    }

    [Fact]
    public void Sections_OfTheDocument_AreTheDetectorsOfTheCatalog()
    {
        var text = File.ReadAllText(Document);
        var names = DetectorHost.Catalog().Descriptions.Select(static d => d.Name).ToList();
        Assert.Equal(names, Heading().Matches(text).Select(static m => m.Groups[1].Value));
        Assert.Equal(names, Table().Matches(text).Select(static m => m.Groups[1].Value));
        Assert.All(text.Split("\n## ")[1..], static section =>
        {
            foreach (var word in new[] { "**Finds**", "**Use it**", "**Misses**" }) Assert.Contains(word, section);
        });
    }

    private static string Rows(string detector)
    {
        var rows = new StringBuilder("\n| parameter | | range | default |\n|---|---|---|---|\n");
        foreach (var p in DetectorHost.Catalog().Descriptions.Single(d => d.Name == detector).Parameters)
            rows.Append(CultureInfo.InvariantCulture, $"| `{p.Name}` | {p.Summary} | {Range(p)} | {Default(p)} |\n");
        return rows.Append('\n').ToString();
    }

    private static string Range(DetectorParameter p)
    {
        var unit = p.Unit is null ? "" : $" {p.Unit}";
        if (p.Choices.Count > 0) return string.Join(", ", p.Choices.Select(static c => $"`{c}`"));
        return p is { Min: { } min, Max: { } max } ? string.Create(CultureInfo.InvariantCulture, $"{min:G} to {max:G}{unit}") : p.Kind + unit;
    }

    private static string Default(DetectorParameter p) => p.Default is { Length: > 0 } value ? $"`{value.Trim('"')}`" : p.Required ? "required" : "none";

    [GeneratedRegex("<!-- parameters ([a-z-]+) -->\n(.*?)<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
