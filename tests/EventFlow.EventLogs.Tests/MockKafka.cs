using System.Runtime.InteropServices;
using System.Text;
using EventFlow.EventStore;
using EventFlow.Kafka;

namespace EventFlow.EventLogs.Tests;

/// <summary>Brokers that speak the real protocol, out of librdkafka: topics in memory, brokers that can be taken away.</summary>
internal sealed partial class MockKafka : IDisposable
{
    private const string Library = "librdkafka";
    private const int Producer = 0;
    private const int CopyMessage = 2;
    private const int FlushWithin = 30_000; // ms

    private readonly nint _client;
    private readonly nint _cluster;

    static MockKafka() => NativeLibrary.SetDllImportResolver(typeof(MockKafka).Assembly, static (name, _, _) => name == Library ? KafkaLibrary.Load(null) : 0);

    public MockKafka(int brokers = 3, bool withTopics = true)
    {
        var error = new byte[512];
        _client = rd_kafka_new(Producer, rd_kafka_conf_new(), error, error.Length);
        Assert.True(_client != 0, Encoding.UTF8.GetString(error));
        _cluster = rd_kafka_mock_cluster_new(_client, brokers);
        BootstrapServers = Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(_cluster))!;
        if (withTopics)
        {
            foreach (var stream in EventStreams.All) Assert.Equal(0, rd_kafka_mock_topic_create(_cluster, $"eventflow.{stream.Name}", stream.Partitions, Math.Min(brokers, 3)));
        }
    }

    public string BootstrapServers { get; }

    /// <summary>Makes a topic.</summary>
    public void Create(string topic, int partitions) => Assert.Equal(0, rd_kafka_mock_topic_create(_cluster, topic, partitions, 1));

    /// <summary>Takes a broker, from 1, away, or brings it back.</summary>
    public void Set(int broker, bool isUp) => Assert.Equal(0, isUp ? rd_kafka_mock_broker_set_up(_cluster, broker) : rd_kafka_mock_broker_set_down(_cluster, broker));

    /// <summary>Moves a partition to another broker.</summary>
    public void Lead(string stream, int partition, int broker) => Assert.Equal(0, rd_kafka_mock_partition_set_leader(_cluster, $"eventflow.{stream}", partition, broker));

    /// <summary>Writes a message as somebody else would, who knows nothing of batches.</summary>
    public void Write(string topic, int partition, byte[] value)
    {
        var (error, configuration) = (new byte[512], rd_kafka_conf_new());
        Assert.Equal(0, rd_kafka_conf_set(configuration, "bootstrap.servers", BootstrapServers, error, error.Length));
        var client = rd_kafka_new(Producer, configuration, error, error.Length);
        Assert.True(client != 0, Encoding.UTF8.GetString(error));
        var written = rd_kafka_topic_new(client, topic, 0);
        Assert.Equal(0, rd_kafka_produce(written, partition, CopyMessage, value, value.Length, 0, 0, 0));
        Assert.Equal(0, rd_kafka_flush(client, FlushWithin));
        rd_kafka_topic_destroy(written);
        rd_kafka_destroy(client);
    }

    public void Dispose()
    {
        if (_client == 0) return;
        rd_kafka_mock_cluster_destroy(_cluster);
        rd_kafka_destroy(_client);
    }

    [LibraryImport(Library)]
    private static partial nint rd_kafka_conf_new();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rd_kafka_conf_set(nint configuration, string name, string value, [Out] byte[] error, nint errorSize);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint rd_kafka_topic_new(nint client, string topic, nint configuration);

    [LibraryImport(Library)]
    private static partial int rd_kafka_produce(nint topic, int partition, int flags, byte[] value, nint length, nint key, nint keyLength, nint opaque);

    [LibraryImport(Library)]
    private static partial int rd_kafka_flush(nint client, int milliseconds);

    [LibraryImport(Library)]
    private static partial void rd_kafka_topic_destroy(nint topic);

    [LibraryImport(Library)]
    private static partial nint rd_kafka_new(int type, nint configuration, [Out] byte[] error, nint errorSize);

    [LibraryImport(Library)]
    private static partial void rd_kafka_destroy(nint client);

    [LibraryImport(Library)]
    private static partial nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [LibraryImport(Library)]
    private static partial void rd_kafka_mock_cluster_destroy(nint cluster);

    [LibraryImport(Library)]
    private static partial nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(Library)]
    private static partial int rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [LibraryImport(Library)]
    private static partial int rd_kafka_mock_broker_set_up(nint cluster, int broker);
}
