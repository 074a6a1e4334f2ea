using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.Kafka;

/// <summary>Keeps this process informed of what others append, by asking the brokers for the ends of all partitions.</summary>
internal sealed class KafkaFollower(KafkaEventLog log, IOptions<KafkaOptions> options, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => log.AskEndsOfEach(log.Partitions, stoppingToken), stoppingToken).ConfigureAwait(false);
                log.NoteAnswer();
            }
            catch (Exception e) when (e is KafkaException or OperationCanceledException or ObjectDisposedException)
            {
                // What keeps the brokers from answering, the client has said already.
            }

            await Task.Delay(options.Value.PollInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
