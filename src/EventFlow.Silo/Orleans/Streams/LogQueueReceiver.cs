using Orleans.Providers.Streams.Common;

namespace EventFlow.Silo;

/// <summary>Tells Orleans that a partition may have something to deliver; what it has is read by the cursors, each from its own place.</summary>
internal sealed class LogQueueReceiver(LogQueue queue) : IQueueAdapterReceiver
{
    // Looks again after so long without a signal: a wake-up that got lost costs no more.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public Task Initialize(TimeSpan timeout)
    {
        queue.Signal();
        return Task.CompletedTask;
    }

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        // Cancelled when the queue goes to another silo, which is no failure of reading it.
        await queue.WaitAsync(LookAgain, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested) return [];

        // A stream that was never written to has nobody to wake. The token is where a grain begins that asks for no place: at the beginning.
        return queue.NextOffset > 0 ? [new LogBatchContainer(queue.Stream, [], new EventSequenceTokenV2(0))] : [];
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public Task Shutdown(TimeSpan timeout)
    {
        queue.Signal();
        return Task.CompletedTask;
    }
}
