using System.Globalization;
using System.Text;

namespace EventFlow.Rules;

/// <summary>Finds what is wrong with a rule before it is stored: above all what would keep it from ever firing. Thread safe.</summary>
public sealed class RuleValidator(RuleCompiler compiler)
{
    private const int LongestId = 64;
    private const int LongestName = 120;
    private const int LongestText = 4000;
    private const int MostLabels = 32;
    private static readonly TimeSpan LongestDuration = TimeSpan.FromHours(24);

    /// <summary>The faults; empty when the rule is good.</summary>
    public IReadOnlyList<Fault> Validate(RuleDefinition rule)
    {
        var faults = new List<Fault>();
        CheckTexts(rule, faults);
        CheckDuration("for", rule.For, faults);
        CheckDuration("recoverFor", rule.RecoverFor, faults);
        CheckGlob("service", rule.Service, faults);
        CheckLabels("labels", rule.Labels, faults);
        CheckLabels("alertLabels", rule.AlertLabels, faults);
        CheckLabels("annotations", rule.Annotations, faults);
        CheckDetector(rule, faults);
        return faults;
    }

    /// <summary>An id made of a name: lower-case letters, digits and dashes.</summary>
    public static string IdOf(string name)
    {
        var id = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) id.Append(c);
            else if (id.Length > 0 && id[^1] != '-') id.Append('-');
        }

        var text = id.ToString(0, Math.Min(id.Length, LongestId)).Trim('-');
        return text.Length > 0 ? text : "rule";
    }

    /// <summary>Whether a text has the form of an id: nothing else names a rule, so nothing else needs to be asked for.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static void CheckTexts(RuleDefinition rule, List<Fault> faults)
    {
        if (!IsId(rule.Id)) faults.Add(new("id", Found(rule.Id), $"1 to {LongestId} lower-case letters, digits and dashes"));
        if (string.IsNullOrWhiteSpace(rule.Name) || rule.Name.Length > LongestName) faults.Add(new("name", Found(rule.Name), $"1 to {LongestName} characters"));
        if (rule.Description is null || rule.Description.Length > LongestText) faults.Add(new("description", Found(rule.Description), $"at most {LongestText} characters"));
        if (rule.Severity is not (Severity.Info or Severity.Warning or Severity.Critical)) faults.Add(new("severity", Found(rule.Severity.ToString()), "info, warning or critical"));
        if (string.IsNullOrWhiteSpace(rule.Type) || rule.Type.Length > LongestId) faults.Add(new("type", Found(rule.Type), $"1 to {LongestId} characters, for example degradation"));
        if (rule.Version < 0) faults.Add(new("version", rule.Version.ToString(CultureInfo.InvariantCulture), "the version that was read, or 0 for any"));
    }

    private static void CheckDuration(string field, TimeSpan duration, List<Fault> faults)
    {
        if (duration < TimeSpan.Zero || duration > LongestDuration) faults.Add(new(field, Found(duration.ToString("c", CultureInfo.InvariantCulture)), "a span from 0 to 24 h"));
    }

    private static void CheckGlob(string field, string? glob, List<Fault> faults)
    {
        const string expected = "a name, a glob with *, or several separated by commas; !name takes names out again";
        if (string.IsNullOrWhiteSpace(glob) || glob.Length > LongestText) faults.Add(new(field, Found(glob), expected));
        else if (new Glob(glob).IsEmpty) faults.Add(new(field, Found(glob), $"something that matches, {expected}"));
    }

    private static void CheckLabels(string field, LabelSet? labels, List<Fault> faults)
    {
        if (labels is null || labels.Count > MostLabels)
        {
            faults.Add(new(field, labels is null ? "missing" : $"{labels.Count} entries", $"at most {MostLabels} entries"));
            return;
        }

        foreach (var (name, value) in labels.Pairs)
            if (name.Length is 0 or > LongestName || value.Length > LongestText) faults.Add(new($"{field}.{name}", Found(value), $"a name of 1 to {LongestName} and a value of at most {LongestText} characters"));
    }

    private void CheckDetector(RuleDefinition rule, List<Fault> faults)
    {
        if (rule.Parameters is null)
        {
            faults.Add(new("parameters", "missing", "a JSON object"));
            return;
        }

        var before = faults.Count;
        var compiled = compiler.Compile(rule with { Detector = rule.Detector ?? "" }, faults);
        if (faults.Count > before || compiled is null) return;
        CheckHold(rule, compiled, faults);
        if (!compiled.IsForServices)
        {
            CheckGlob("metric", rule.Metric, faults);
            if (rule.Labels?[SeriesId.ServiceLabel] is not null) faults.Add(new("labels.service", "a label", "none; name the service in the field service"));
            return;
        }

        if (!new Glob(rule.Metric ?? "").IsAll) faults.Add(new("metric", Found(rule.Metric), $"* with detector {rule.Detector}, which watches whole services"));
        if (rule.Labels?.Count > 0) faults.Add(new("labels", rule.Labels.ToString(), $"none with detector {rule.Detector}, which watches whole services"));
    }

    // The levels of a threshold hold for ever; what learns comes to take a lasting level for the usual one.
    private static void CheckHold(RuleDefinition rule, CompiledRule compiled, List<Fault> faults)
    {
        if (compiled.Detector.LongestHold is not { } hold || rule.For <= hold) return;
        var expected = $"at most {hold.ToString("c", CultureInfo.InvariantCulture)}, after which detector {rule.Detector} takes a level for the usual one; raise its hold, or wait less";
        faults.Add(new("for", Found(rule.For.ToString("c", CultureInfo.InvariantCulture)), expected));
    }

    private static string Found(string? text) => text is null ? "missing" : text.Length > 60 ? $"'{text[..60]}…'" : $"'{text}'";
}
