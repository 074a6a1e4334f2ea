namespace EventFlow.Notifications.Templates;

/// <summary>How far a template may go: what is beyond is a fault, so that a loop in a loop costs milliseconds and not the process.</summary>
internal static class TemplateLimits
{
    /// <summary>Characters of a template.</summary>
    public const int Source = 8_192;

    /// <summary>Blocks and parentheses within each other.</summary>
    public const int Depth = 16;

    /// <summary>Nodes worded and expressions evaluated; a text of the longest output has some 2,000.</summary>
    public const int Steps = 50_000;

    /// <summary>Characters of a text on its way through functions, from which less may come out.</summary>
    public const int Value = 1_048_576;

    /// <summary>Characters that come out.</summary>
    public const int Output = 16_384;
}
