using System.Globalization;

namespace EventFlow.Embedded;

/// <summary>How long callers of this method wait, in place of the runtime's default.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute : Attribute
{
    /// <summary>A span in the form <c>hh:mm:ss</c>.</summary>
    public ResponseTimeoutAttribute(string timeout) => Timeout = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);

    /// <summary>The span.</summary>
    public TimeSpan? Timeout { get; init; }
}
