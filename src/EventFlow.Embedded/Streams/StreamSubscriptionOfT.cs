using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.Streams;

/// <summary>A subscription with its item type and one of the two kinds of observer.</summary>
internal sealed class StreamSubscription<T>(
    Activation activation, string provider, StreamId stream, StreamPosition start, IAsyncObserver<T>? single, IAsyncBatchObserver<T>? batched)
    : StreamSubscription(activation, provider, stream, start)
{
    public override async ValueTask<StreamBatch> ReadAsync(IStreamSource source, int maxItems, CancellationToken cancellationToken) =>
        new StreamBatch<T>(this, await source.ReadAsync<T>(Stream, Position, maxItems, cancellationToken).ConfigureAwait(false));

    public override Task OnErrorAsync(Exception error) => batched?.OnErrorAsync(error) ?? single!.OnErrorAsync(error);

    /// <summary>Runs in the grain's turn. What was handled is not delivered again, even if a later item fails.</summary>
    public async Task DeliverAsync(IReadOnlyList<SequentialItem<T>> items)
    {
        if (batched is not null)
        {
            await batched.OnNextAsync(items as IList<SequentialItem<T>> ?? [.. items]);
            Position = StreamPosition.After(items[^1].Token);
            return;
        }

        foreach (var item in items)
        {
            await single!.OnNextAsync(item.Item, item.Token);
            Position = StreamPosition.After(item.Token);
        }
    }
}
