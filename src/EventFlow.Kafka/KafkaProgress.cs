using Confluent.Kafka;
using EventFlow.Ingestion;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Kafka;

/// <summary>
/// Tells Kafka how far each partition was applied by this process, so that its tools show the lag. EventFlow goes on from its own checkpoints, which move behind saved state; this is for who watches.
/// </summary>
internal sealed class KafkaProgress(KafkaEventLog log, IngestionProgress progress, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Dictionary<TopicPartition, long> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var consumer = log.Clients.CreateConsumer();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Run(() => Tell(consumer), CancellationToken.None).ConfigureAwait(false);
        }
    }

    internal void Tell(IConsumer<Ignore, byte[]> consumer)
    {
        var applied = progress.Applications.ToDictionary(static p => (p.Stream, p.Partition), static p => p.NextOffset);
        var news = log.Partitions.Where(p => applied.ContainsKey((p.Stream, p.Number)))
            .Select(p => new TopicPartitionOffset(log.TopicPartitionOf(p), KafkaOffsets.MessageOf(applied[(p.Stream, p.Number)])))
            .Where(o => o.Offset.Value > _told.GetValueOrDefault(o.TopicPartition)).ToList();
        if (news.Count == 0)
        {
            return;
        }

        try
        {
            consumer.Commit(news);
            news.ForEach(o => _told[o.TopicPartition] = o.Offset.Value);
        }
        catch (KafkaException)
        {
            // The next time tells more.
        }
    }
}
