namespace EventFlow.Detection;

/// <summary>Names a detector for people; stands on its options.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DetectorAttribute(string title, string summary) : Attribute
{
    /// <summary>Title, one to three words.</summary>
    public string Title { get; } = title;

    /// <summary>What it finds, one or two sentences.</summary>
    public string Summary { get; } = summary;
}
