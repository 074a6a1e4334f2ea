using System.ComponentModel.DataAnnotations;

namespace EventFlow.Kafka;

/// <summary>The Kafka that events are kept in.</summary>
public sealed class KafkaOptions
{
    /// <summary>Brokers to begin with, <c>host:port</c> separated by commas. For Event Hubs <c>NAMESPACE.servicebus.windows.net:9093</c>. Default: none.</summary>
    public string? BootstrapServers { get; set; }

    /// <summary>Plaintext, Ssl, SaslPlaintext or SaslSsl. Default Plaintext.</summary>
    public string SecurityProtocol { get; set; } = "Plaintext";

    /// <summary>Plain, ScramSha256, ScramSha512 or OAuthBearer; with a Sasl protocol. Default Plain.</summary>
    public string SaslMechanism { get; set; } = "Plain";

    /// <summary>User; for Event Hubs with a connection string <c>$ConnectionString</c>.</summary>
    public string? Username { get; set; }

    /// <summary>Password; for Event Hubs the connection string. It never appears in a log or an error.</summary>
    public string? Password { get; set; }

    /// <summary>File with the certificates of issuers that are trusted, PEM. Default: those of the system.</summary>
    public string? CaFile { get; set; }

    /// <summary>Path of librdkafka, 2.3 or later. Default: the one that comes with EventFlow, for the platform it was built on.</summary>
    public string? LibraryPath { get; set; }

    /// <summary>Topics are called by this and the name of the stream. Default <c>eventflow.</c></summary>
    public string TopicPrefix { get; set; } = "eventflow.";

    /// <summary>Consumer group under which progress is told to Kafka, for its tools; EventFlow itself goes by its own checkpoints. Default <c>eventflow</c>.</summary>
    public string GroupId { get; set; } = "eventflow";

    /// <summary>Whether topics that are missing are made at start. Default false.</summary>
    public bool CreateTopics { get; set; }

    /// <summary>Copies of each partition of a topic that is made, from 1 to 10. Default 3.</summary>
    [Range(1, 10)]
    public short ReplicationFactor { get; set; } = 3;

    /// <summary>How long appends are tried again while brokers are away, before they are refused, from 1 s to 2 min. Default 10 s.</summary>
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time an append waits for others to share its request with, from 0 to 1 s. Default 2 ms.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Largest batch after compression, bytes; not above what the brokers take (message.max.bytes). From 1 KiB to 64 MiB. Default 1,000,000.</summary>
    [Range(1024, 64 << 20)]
    public int MaxBatchBytes { get; set; } = 1_000_000;

    /// <summary>Bytes that may wait to be acknowledged; above, appends are refused as overloaded, from 1 MiB. Default 64 MiB.</summary>
    [Range(1L << 20, 1L << 34)]
    public long MaxQueuedBytes { get; set; } = 64L << 20;

    /// <summary>How often the ends of the partitions are asked for, from 10 ms to 1 min. Default 100 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);
}
