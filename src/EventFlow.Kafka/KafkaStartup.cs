using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EventFlow.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.Kafka;

/// <summary>Looks at the topics when the host starts, before anything reads or appends: a wrong address, wrong credentials or a missing topic stop the start with one line.</summary>
internal sealed class KafkaStartup(KafkaEventLog log, IOptions<KafkaOptions> options, TimeProvider clock) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TryPause = TimeSpan.FromMilliseconds(200);
    private const int MostTries = 50;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(() => PrepareAsync(), cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync()
    {
        try
        {
            using var admin = log.Clients.CreateAdmin();
            // All topics: brokers may make one that is asked for by its name, with as many partitions as they like.
            var topics = admin.GetMetadata(Patience).Topics;
            var hasMade = false;
            foreach (var stream in log.Streams)
            {
                var topic = log.TopicOf(stream.Name);
                var found = CountPartitions(topics, topic);
                if (found == 0 && options.Value.CreateTopics)
                {
                    await CreateAsync(admin, topic, stream.Partitions).ConfigureAwait(false);
                    (found, hasMade) = (stream.Partitions, true);
                }

                if (found < stream.Partitions)
                {
                    throw new InvalidOperationException(
                        $"The topic {topic} has {found} partitions; expected {stream.Partitions}. Create it with as many (kafka-topics.sh --create --topic {topic} --partitions {stream.Partitions}), or set {KafkaOptionsValidator.Section}:{nameof(KafkaOptions.CreateTopics)}.");
                }
            }

            await AskEndsAsync(hasMade ? MostTries : 1).ConfigureAwait(false);
        }
        catch (CreateTopicsException e)
        {
            throw new InvalidOperationException($"A topic could not be created: {KafkaFault.Explain(e.Results[0].Error)}.", e);
        }
        catch (KafkaException e)
        {
            var cause = e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport && log.Clients.LastError is { } last ? last : KafkaFault.Explain(e.Error);
            throw new InvalidOperationException($"The event log in Kafka cannot be used: {cause}.", e);
        }
    }

    private async Task CreateAsync(IAdminClient admin, string topic, int partitions)
    {
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = options.Value.ReplicationFactor }]).ConfigureAwait(false);
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(static r => r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another silo that starts at the same time was first.
        }
    }

    // A topic that was made a moment ago has no leaders yet.
    private async Task AskEndsAsync(int mostTries)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                log.AskEnds(log.Partitions);
                return;
            }
            catch (KafkaException e) when (tries < mostTries && e.Error.Code is (ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.UnknownTopicOrPart
                or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.Local_Partial))
            {
                await Task.Delay(TryPause, clock).ConfigureAwait(false);
            }
        }
    }

    private static int CountPartitions(List<TopicMetadata> topics, string topic) =>
        topics.Find(t => t.Topic == topic) is { Error.IsError: false } known ? known.Partitions.Count : 0;
}
