namespace EventFlow.Gateway.Bodies;

/// <summary>Why a body could not be read: the HTTP status and a sentence.</summary>
internal sealed record BodyProblem(int Status, string Detail);
