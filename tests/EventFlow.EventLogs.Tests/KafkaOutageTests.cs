using System.Collections.Concurrent;
using EventFlow.Kafka;

namespace EventFlow.EventLogs.Tests;

/// <summary>Brokers that go away under load, topics that are missing, settings that are wrong.</summary>
public sealed class KafkaOutageTests
{
    [Fact]
    public async Task Append_WhileABrokerIsLost_LosesNothingAcknowledgedAndStoresNothingTwice()
    {
        using var kafka = new MockKafka();
        await using var open = await KafkaHost.OpenAsync(kafka.BootstrapServers, ("AppendTimeout", "00:00:30"));
        var acknowledged = new ConcurrentDictionary<string, long>();
        using var stop = new CancellationTokenSource();
        Task[] senders = [.. Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var stored = await open.Log.Append(Samples.Logs($"s{sender}.{i}", 2, partition: i % 3));
                if (stored.IsStored) acknowledged[$"s{sender}.{i}"] = stored.FirstOffset;
                await Task.Delay(1);
            }
        }))];

        for (var broker = 1; broker <= 3; broker++)
        {
            var before = acknowledged.Count;
            await Eventually.Until(() => acknowledged.Count > before + 50);
            kafka.Set(broker, isUp: false);
            // Another takes over what it led, as the controller of a real cluster decides.
            for (var partition = 0; partition < 3; partition++) kafka.Lead(StreamNames.Logs, partition, broker % 3 + 1);
            var without = acknowledged.Count;
            await Eventually.Until(() => acknowledged.Count > without + 50);
            kafka.Set(broker, isUp: true);
        }

        await stop.CancelAsync();
        await Task.WhenAll(senders);
        for (var partition = 0; partition < 3; partition++)
        {
            var stored = new Dictionary<string, long>();
            await foreach (var batch in open.Log.Read(StreamNames.Logs, partition, 0))
                Assert.True(stored.TryAdd(Samples.TextsOf([batch]).First().Split('/')[0], batch.FirstOffset), "a batch came twice");
            Assert.All(acknowledged.Where(a => int.Parse(a.Key.Split('.')[1]) % 3 == partition), a => Assert.Equal(a.Value, stored[a.Key]));
        }
    }

    // As where too few of its copies are left: nobody can write to it, and the others go on.
    [Fact]
    public async Task Follow_WhileOnePartitionHasNoLeader_IsToldOfWhatOthersStoreInTheOthers()
    {
        using var kafka = new MockKafka();
        await using var reading = await KafkaHost.OpenAsync(kafka.BootstrapServers);
        await using var writing = await KafkaHost.OpenAsync(kafka.BootstrapServers);
        kafka.Lead(StreamNames.Metrics, 1, broker: -1);
        var stored = await writing.Log.Append(Samples.Logs("a", 2), TestContext.Current.CancellationToken);
        Assert.True(stored.IsStored);
        await Eventually.Until(() => reading.Log.GetNextOffset(StreamNames.Logs, 0) >= stored.FirstOffset + 2);
        using var reader = reading.Log.OpenReader(StreamNames.Logs, 0, 0);
        Assert.Equal(["a/0", "a/1"], Samples.TextsOf(await reader.ReadAsync(1 << 20, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Append_WhileAllBrokersAreAway_IsRefusedWithAReasonAndGoesOnByItself()
    {
        using var kafka = new MockKafka(brokers: 1);
        await using var open = await KafkaHost.OpenAsync(kafka.BootstrapServers, ("AppendTimeout", "00:00:01"));

        // On a busy machine the first, which connects, may take longer than that.
        await Eventually.Until(async () => (await open.Log.Append(Samples.Logs("before", 1))).IsStored);
        kafka.Set(1, isUp: false);
        var refused = await open.Log.Append(Samples.Logs("lost", 1));
        Assert.Equal(EventAppendReason.Failed, refused.Reason);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.NotNull(open.Log.GetFault());
        kafka.Set(1, isUp: true);
        await Eventually.Until(async () => (await open.Log.Append(Samples.Logs("after", 1))).IsStored);
        Assert.Null(open.Log.GetFault());
    }

    [Fact]
    public async Task Start_WithAMissingTopic_NamesItAndHowToCreateIt()
    {
        // Brokers that make a topic when it is asked for give it four partitions; one with fewer than the stream has is as good as none.
        using var kafka = new MockKafka(withTopics: false);
        kafka.Create("eventflow.service-metrics", 1);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => KafkaHost.OpenAsync(kafka.BootstrapServers));
        Assert.Contains("eventflow.service-metrics has 1 partitions; expected 3", error.Message);
        Assert.Contains("--partitions 3", error.Message);
    }

    [Fact]
    public async Task Start_WhereNobodyListens_SaysWhatToDo()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => KafkaHost.OpenAsync("127.0.0.1:1"));
        Assert.Contains("start them, or correct it", error.Message);
    }

    [Fact]
    public void Validate_SettingsThatCannotWork_NamesEachAndNoPassword()
    {
        var result = new KafkaOptionsValidator().Validate(null, new() { SecurityProtocol = "SaslTelepathy", SaslMechanism = "Plain", Password = "secret", CaFile = "/no/such.pem", MaxBatchBytes = 1 });
        Assert.Equal(5, result.Failures!.Count());
        Assert.DoesNotContain("secret", result.FailureMessage);
        Assert.Contains("SecurityProtocol is 'SaslTelepathy'; expected one of Plaintext, Ssl, SaslPlaintext, SaslSsl.", result.FailureMessage);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 3)]
    [InlineData(1L << 34, 200_000)]
    public void FirstOf_AnyMessage_LiesBehindTheOneBeforeAndLeadsBackToIt(long message, int events)
    {
        var first = KafkaOffsets.FirstOf(message, events);
        Assert.Equal(message, KafkaOffsets.MessageOf(first));
        Assert.Equal(message, KafkaOffsets.MessageOf(first + events - 1));
        Assert.Equal(KafkaOffsets.NextAfter(message), first + events);
        Assert.True(first >= KafkaOffsets.BoundaryOf(message));
        Assert.True(KafkaOffsets.NextAfter(message) < 1L << 53);
    }
}
