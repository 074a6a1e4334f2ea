using Azure.Core;
using EventFlow.Kafka;

namespace EventFlow.Azure;

/// <summary>Tokens for Event Hubs over Kafka's protocol (SASL OAUTHBEARER). The resource a token is for is the namespace itself, so one is asked for each. Thread safe.</summary>
public sealed class AzureKafkaTokenSource(TokenCredential credential) : IKafkaTokenSource
{
    // Event Hubs reads who it is from the token; the client wants a name all the same.
    private const string Principal = "eventflow";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The brokers are not a namespace of Event Hubs: none is named.</exception>
    /// <exception cref="global::Azure.Identity.AuthenticationFailedException">The identity is not known here, or its endpoint does not answer.</exception>
    public async ValueTask<KafkaToken> GetAsync(string bootstrapServers, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(new([ScopeOf(bootstrapServers)]), cancellationToken);
        return new(token.Token, token.ExpiresOn, Principal);
    }

    /// <summary>The scope of a token for a namespace: <c>https://name.servicebus.windows.net/.default</c> for <c>name.servicebus.windows.net:9093</c>.</summary>
    public static string ScopeOf(string bootstrapServers)
    {
        var host = bootstrapServers.Split(',', 2)[0].Split(':')[0].Trim();
        if (host.Length == 0) throw new ArgumentException($"'{bootstrapServers}' names no host; expected name.servicebus.windows.net:9093.", nameof(bootstrapServers));
        return $"https://{host}/.default";
    }
}
