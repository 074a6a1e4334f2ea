namespace EventFlow.Gateway.Bodies;

/// <summary>Why a body could not be read: the HTTP status and a sentence, and for 429 when to try again.</summary>
internal sealed record BodyProblem(int Status, string Detail, TimeSpan RetryAfter = default);
