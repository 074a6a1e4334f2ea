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

    /// <summary>Writes a message as somebody else would, who knows nothing of batches, or with the header that a batch has.</summary>
    public unsafe void Write(string topic, int partition, byte[] value, byte[]? header = null)
    {
        var (error, configuration) = (new byte[512], rd_kafka_conf_new());
        Assert.Equal(0, rd_kafka_conf_set(configuration, "bootstrap.servers", BootstrapServers, error, error.Length));
        var client = rd_kafka_new(Producer, configuration, error, error.Length);
        Assert.True(client != 0, Encoding.UTF8.GetString(error));
        fixed (byte* name = Encoding.UTF8.GetBytes(topic + '\0'), bytes = value, headerName = "ef\0"u8, headerBytes = header)
        {
            Part[] parts =
            [
                new() { Kind = PartKind.Topic, First = (nint)name }, new() { Kind = PartKind.Partition, First = partition }, new() { Kind = PartKind.Flags, First = CopyMessage },
                new() { Kind = PartKind.Value, First = (nint)bytes, Second = value.Length }, new() { Kind = PartKind.Header, First = (nint)headerName, Second = (nint)headerBytes, Third = header?.Length ?? 0 },
            ];
            Assert.Equal(0, rd_kafka_produceva(client, parts, header is null ? parts.Length - 1 : parts.Length));
        }

        Assert.Equal(0, rd_kafka_flush(client, FlushWithin));
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

    [LibraryImport(Library)]
    private static partial nint rd_kafka_produceva(nint client, [In] Part[] parts, nint count);

    [LibraryImport(Library)]
    private static partial int rd_kafka_flush(nint client, int milliseconds);

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

    // A part of a message (rd_kafka_vtype_t, rd_kafka_vu_t).
    private enum PartKind
    {
        Topic = 1,
        Partition = 3,
        Value = 4,
        Flags = 7,
        Header = 9,
    }

    [StructLayout(LayoutKind.Sequential, Size = 72)]
    private struct Part
    {
        public PartKind Kind;
        public nint First;
        public nint Second;
        public nint Third;
    }
}
