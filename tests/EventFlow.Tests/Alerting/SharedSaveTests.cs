using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

public sealed class SharedSaveTests(ITestOutputHelper output)
{
    private const int Rounds = 60_000;

    // A write ends on whichever thread stored it, at any moment of the turn that asks for the next one.
    [Fact]
    public async Task SaveAsync_AsAWriteEndsOnAnotherThread_HoldsTheChangeOfItsCaller()
    {
        const int seed = 20261128;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var turns = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        await turns.StartNew(async () =>
        {
            var (state, stored) = (0, 0);
            var save = new SharedSave(() =>
            {
                var holds = state;
                return Task.Run(() => Volatile.Write(ref stored, holds));
            });
            for (var round = 0; round < Rounds; round++)
            {
                state++;
                var first = save.SaveAsync();
                Thread.SpinWait(random.Next(200));
                var change = ++state;
                await save.SaveAsync();
                Assert.True(Volatile.Read(ref stored) >= change, $"In round {round} change {change} was said to be stored, and {stored} is.");
                await first;
            }
        }).Unwrap();
    }
}
