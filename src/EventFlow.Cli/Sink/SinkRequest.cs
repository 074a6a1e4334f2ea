namespace EventFlow.Cli.Sink;

/// <summary>What a sink is to do.</summary>
/// <param name="Port">Port to listen on; 0 takes a free one.</param>
/// <param name="Secret">Secret that signatures are checked with; null checks none.</param>
/// <param name="Answer">Status to answer with.</param>
/// <param name="Fail">Requests to answer with 503 before.</param>
/// <param name="RetryAfterSeconds">What to ask for in Retry-After; null asks for nothing.</param>
/// <param name="Delay">How long to wait before answering.</param>
/// <param name="Json">Whether bodies are printed as they came.</param>
internal sealed record SinkRequest(int Port, string? Secret, int Answer, int Fail, int? RetryAfterSeconds, TimeSpan Delay, bool Json);
