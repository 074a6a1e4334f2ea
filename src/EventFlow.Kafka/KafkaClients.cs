using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EventFlow.Kafka;

/// <summary>Makes producers, consumers and administrators with one set of settings. What librdkafka says of itself is logged once each time it changes.</summary>
internal sealed partial class KafkaClients(KafkaOptions options, IKafkaTokenSource? tokens, ILogger logger)
{
    private static readonly TimeSpan TokenPatience = TimeSpan.FromSeconds(30);

    private string? _lastError;

    /// <summary>The last error that a client told of itself, without addresses; null after all went well.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    public void NoteWell() => Volatile.Write(ref _lastError, null);

    public IProducer<Null, byte[]> CreateProducer()
    {
        KafkaLibrary.Load(options.LibraryPath);
        var config = new ProducerConfig(Common())
        {
            Acks = Acks.All,
            // Sent again after a lost answer it is still there once, and in order.
            EnableIdempotence = true,
            LingerMs = options.Linger.TotalMilliseconds,
            MessageTimeoutMs = (int)options.AppendTimeout.TotalMilliseconds,
            MessageMaxBytes = options.MaxBatchBytes + 1024,
            QueueBufferingMaxKbytes = (int)Math.Clamp(options.MaxQueuedBytes * 2 / 1024, 1, 2_097_151),
            // Batches are compressed already.
            CompressionType = CompressionType.None,
        };
        var builder = new ProducerBuilder<Null, byte[]>(config).SetErrorHandler((_, error) => Note(error)).SetLogHandler(static (_, _) => { });
        if (UsesTokens)
        {
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => GiveToken(client));
        }

        return builder.Build();
    }

    public IConsumer<Ignore, byte[]> CreateConsumer()
    {
        KafkaLibrary.Load(options.LibraryPath);
        var config = new ConsumerConfig(Common())
        {
            GroupId = options.GroupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 100,
            QueuedMaxMessagesKbytes = 8 << 10,
            FetchMaxBytes = Math.Max(8 << 20, options.MaxBatchBytes * 2),
            MaxPartitionFetchBytes = Math.Max(1 << 20, options.MaxBatchBytes * 2),
        };
        var builder = new ConsumerBuilder<Ignore, byte[]>(config).SetErrorHandler((_, error) => Note(error)).SetLogHandler(static (_, _) => { });
        if (UsesTokens)
        {
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => GiveToken(client));
        }

        return builder.Build();
    }

    public IAdminClient CreateAdmin()
    {
        KafkaLibrary.Load(options.LibraryPath);
        var builder = new AdminClientBuilder(new AdminClientConfig(Common())).SetErrorHandler((_, error) => Note(error)).SetLogHandler(static (_, _) => { });
        if (UsesTokens)
        {
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => GiveToken(client));
        }

        return builder.Build();
    }

    private bool UsesTokens => options.SaslMechanism.Equals(nameof(SaslMechanism.OAuthBearer), StringComparison.OrdinalIgnoreCase);

    private ClientConfig Common()
    {
        var config = new ClientConfig
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = "eventflow",
            SecurityProtocol = Enum.Parse<SecurityProtocol>(options.SecurityProtocol, ignoreCase: true),
            SslCaLocation = options.CaFile,
            SocketKeepaliveEnable = true,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 1_000,
        };
        if (config.SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl)
        {
            config.SaslMechanism = Enum.Parse<SaslMechanism>(options.SaslMechanism, ignoreCase: true);
            (config.SaslUsername, config.SaslPassword) = UsesTokens ? (null, null) : (options.Username, options.Password);
        }

        return config;
    }

    private void GiveToken(IClient client)
    {
        try
        {
            if (tokens is null)
            {
                client.OAuthBearerSetTokenFailure($"no token source is registered; set {KafkaOptionsValidator.Section}:{nameof(options.SaslMechanism)} to another, or register one");
                return;
            }

            using var patience = new CancellationTokenSource(TokenPatience);
            // librdkafka waits on its own thread for this call.
            var token = tokens.GetAsync(options.BootstrapServers!, patience.Token).AsTask().GetAwaiter().GetResult();
            client.OAuthBearerSetToken(token.Value, token.ExpiresAt.ToUnixTimeMilliseconds(), token.Principal);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            client.OAuthBearerSetTokenFailure(e.Message);
        }
    }

    private void Note(Error error)
    {
        var text = KafkaFault.Explain(error);
        if (Interlocked.Exchange(ref _lastError, text) != text)
        {
            LogTrouble(logger, text);
        }
    }

    [LoggerMessage(9210, LogLevel.Warning, "Kafka: {Trouble}. It is tried again.")]
    private static partial void LogTrouble(ILogger logger, string trouble);
}
