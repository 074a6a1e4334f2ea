namespace EventFlow.Detection;

/// <summary>Makes a property of a detector's options a parameter of its rules, and says how a form shows it. Limits come from a Range attribute beside it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DetectorParameterAttribute(string title, string summary) : Attribute
{
    /// <summary>Title for people, one to three words.</summary>
    public string Title { get; } = title;

    /// <summary>What it does, one sentence.</summary>
    public string Summary { get; } = summary;

    /// <summary>Unit, for example <c>s</c> or <c>%</c>; none when null. A number in seconds is shown as a duration.</summary>
    public string? Unit { get; init; }
}
