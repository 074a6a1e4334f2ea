using EventFlow.EventStore;

namespace EventFlow.EventLogs.Tests;

/// <summary>Logs that machines share can have more partitions of what services send.</summary>
public sealed class MorePartitionsTests(PostgresFixture postgres)
{
    private const int Partitions = 8;
    private static readonly (string, string)[] Settings = [("EventFlow:Streams:Provider", "postgres"), ("EventFlow:Streams:Partitions", $"{Partitions}")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_WithEightPartitions_TakesAndGivesWhatIsInTheLast()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = (await PostgresFixture.OpenAsync(database, Settings)).Open)
        {
            await CheckAsync(first.Log);
        }

        // Another process, and one that knows of three only: what lies in the others is no business of its own.
        await using (var again = (await PostgresFixture.OpenAsync(database, Settings)).Open)
        {
            Assert.Equal(4, again.Log.GetNextOffset(StreamNames.Logs, Partitions - 1));
        }

        await using var three = (await PostgresFixture.OpenAsync(database)).Open;
        Assert.Throws<ArgumentException>(() => three.Log.GetNextOffset(StreamNames.Logs, Partitions - 1));
    }

    [Fact]
    public async Task Kafka_WithEightPartitions_TakesAndGivesWhatIsInTheLast()
    {
        using var kafka = new MockKafka(withTopics: false);
        foreach (var stream in EventStreams.With(Partitions)) kafka.Create($"eventflow.{stream.Name}", stream.Partitions);
        await using var open = await KafkaHost.OpenAsync(kafka.BootstrapServers, [("PollInterval", "00:00:00.02"), .. Settings]);
        await CheckAsync(open.Log);
    }

    [Fact]
    public async Task Kafka_WithTopicsOfFewer_NamesTheTopicAndTheNumber()
    {
        using var kafka = new MockKafka();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => KafkaHost.OpenAsync(kafka.BootstrapServers, Settings));
        Assert.StartsWith("The topic eventflow.service-metrics has 3 partitions; expected 8.", refusal.Message);
    }

    private static async Task CheckAsync(IFollowedEventLog log)
    {
        Assert.Equal(EventStreams.PartitionsOf(EventStreams.With(Partitions)).Order(), log.GetPartitions().Select(static p => (p.Stream, p.Partition)).Order());
        Assert.Equal((Partitions, Partitions, 3, 1), (PartitionsOf(StreamNames.Metrics), PartitionsOf(StreamNames.Logs), PartitionsOf(StreamNames.Alerts), PartitionsOf(StreamNames.DeadLetters)));
        Assert.True((await log.Append(Samples.Logs("last", 4) with { Partition = Partitions - 1 }, Cancellation)).IsStored);
        var read = new List<TelemetryEvent>();
        await foreach (var batch in log.Read(StreamNames.Logs, Partitions - 1, 0, Cancellation)) read.AddRange(batch.Events);
        Assert.Equal(4, read.Count);
        var refusal = Assert.Throws<ArgumentException>(() => log.GetNextOffset(StreamNames.Logs, Partitions));
        Assert.Contains($"{StreamNames.Logs}/0-{Partitions - 1}", refusal.Message);

        int PartitionsOf(string stream) => log.Streams.Single(s => s.Name == stream).Partitions;
    }
}
