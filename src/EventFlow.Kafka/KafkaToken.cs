namespace EventFlow.Kafka;

/// <summary>An access token, until when it is good, and whom it stands for.</summary>
public readonly record struct KafkaToken(string Value, DateTimeOffset ExpiresAt, string Principal);
