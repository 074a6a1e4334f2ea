namespace EventFlow.Cli.Tail;

/// <summary>What to follow.</summary>
/// <param name="Service">Only this service; null is all.</param>
/// <param name="Severity">Nothing below this.</param>
/// <param name="Metrics">Show samples too.</param>
/// <param name="Json">One JSON object a line instead of text.</param>
internal sealed record TailRequest(string? Service, AlertSeverity Severity, bool Metrics, bool Json);
