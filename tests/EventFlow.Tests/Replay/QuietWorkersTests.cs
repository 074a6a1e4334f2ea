using System.Collections.Concurrent;
using EventFlow.Ingestion;
using EventFlow.Replay;

namespace EventFlow.Tests.Replay;

public sealed class QuietWorkersTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(15), InlineData(16), InlineData(1_000)]
    public async Task RunAsync_OfARow_DoesEachPieceOnce(int count)
    {
        using var workers = Workers(3);
        var done = new int[count];
        for (var round = 1; round <= 3; round++)
        {
            await workers.RunAsync(count, i => Interlocked.Increment(ref done[i]));
            Assert.All(done, d => Assert.Equal(round, d));
        }
    }

    [Fact]
    public async Task RunAsync_WithAPieceThatFails_FailsAndLeavesTheWorkersFit()
    {
        using var workers = Workers(2);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => workers.RunAsync(100, static i => { if (i == 40) throw new InvalidOperationException("piece 40"); }));
        Assert.Equal("piece 40", error.Message);
        var done = 0;
        await workers.RunAsync(100, _ => Interlocked.Increment(ref done));
        Assert.Equal(100, done);
    }

    [Fact]
    public async Task RunAsync_OnThreadsOfItsOwn_UsesNoneOfThePool()
    {
        using var workers = Workers(2);
        var pooled = new ConcurrentBag<bool>();
        await workers.RunAsync(64, _ => pooled.Add(Thread.CurrentThread.IsThreadPoolThread));
        Assert.DoesNotContain(true, pooled);
    }

    [Fact]
    public async Task RunAsync_AfterDispose_IsRefused()
    {
        var workers = Workers(2);
        await workers.RunAsync(10, static _ => { });
        workers.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { _ = workers.RunAsync(1, static _ => { }); });
    }

    private static QuietWorkers Workers(int threads) => new(threads, new ReplayManners(new IngestionProgress(TimeProvider.System), TimeProvider.System), TimeProvider.System, "test");
}
