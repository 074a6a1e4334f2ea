namespace EventFlow.Silo;

/// <summary>How the console log is written (<c>EventFlow:Logging</c>).</summary>
public sealed class LogSettings
{
    /// <summary><c>text</c> for people, or <c>json</c>, one object a line, for log stores. Default <c>text</c> in development, else <c>json</c>.</summary>
    public string? Format { get; set; }
}
