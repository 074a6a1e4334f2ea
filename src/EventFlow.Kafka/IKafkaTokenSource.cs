namespace EventFlow.Kafka;

/// <summary>Gives the tokens for SASL OAUTHBEARER, such as those of a managed identity for Event Hubs.</summary>
public interface IKafkaTokenSource
{
    /// <summary>A token for the brokers named; it is asked for again before it expires.</summary>
    ValueTask<KafkaToken> GetAsync(string bootstrapServers, CancellationToken cancellationToken);
}
