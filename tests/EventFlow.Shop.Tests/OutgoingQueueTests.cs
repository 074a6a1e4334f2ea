using EventFlow.Client;
using EventFlow.Shop.Push;

namespace EventFlow.Shop.Tests;

public sealed class OutgoingQueueTests
{
    [Fact]
    public async Task Add_Full_OldestGoes()
    {
        var queue = new OutgoingQueue(2);
        Assert.False(queue.Add(Batch(1)));
        Assert.False(queue.Add(Batch(2)));
        Assert.True(queue.Add(Batch(3)));
        queue.Complete();

        Assert.Equal(1, queue.Dropped);
        Assert.Equal(2, (await queue.TakeAsync(CancellationToken.None))!.Sequence);
        Assert.Equal(3, (await queue.TakeAsync(CancellationToken.None))!.Sequence);
        Assert.Null(await queue.TakeAsync(CancellationToken.None));
        Assert.Null(await queue.TakeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task TakeAsync_Empty_WaitsForTheNext()
    {
        var queue = new OutgoingQueue(2);
        var taking = queue.TakeAsync(CancellationToken.None);
        Assert.False(taking.IsCompleted);
        queue.Add(Batch(9));
        Assert.Equal(9, (await taking)!.Sequence);
    }

    private static OutgoingBatch Batch(long sequence) => new(new byte[] { 1 }, 1, "p", sequence);
}
