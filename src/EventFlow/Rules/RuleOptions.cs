using System.ComponentModel.DataAnnotations;

namespace EventFlow.Rules;

/// <summary>Settings of rules, <c>EventFlow:Rules</c>.</summary>
public sealed class RuleOptions
{
    /// <summary>Whether a new installation begins with the built-in rules. Default true.</summary>
    public bool BuiltIn { get; set; } = true;

    /// <summary>Series a preview evaluates at most, 1 to 100,000. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int PreviewSeries { get; set; } = 2000;

    /// <summary>Stored events a preview reads before its span, so that detectors know the series, in minutes, 0 to 1,440. Default 15.</summary>
    [Range(0, 1440)]
    public int PreviewLeadMinutes { get; set; } = 15;
}
