using EventFlow.TestKit;

namespace EventFlow.Load.Tests;

/// <summary>Waiting until a server has done what it put off.</summary>
public sealed class ServerRestTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Wait_UntilNeitherCpuNorBytesMove_EndsWithTheLastReading()
    {
        var (reading, after) = await WaitAsync([(1, 100), (2, 100), (2, 200), (2.01, 200)]);
        Assert.Equal(2.01, reading.CpuSeconds);
        Assert.Equal(2 * Second, after);
    }

    [Fact]
    public async Task Wait_ForAServerThatNeverRests_EndsInTime()
    {
        var (reading, after) = await WaitAsync([.. Enumerable.Range(0, 21).Select(static n => ((double?)n, (long?)0L))]);
        Assert.Equal(20, reading.CpuSeconds);
        Assert.Null(after);
    }

    [Fact]
    public async Task Wait_WhereNothingIsKnown_EndsAtOnce() => Assert.Equal(TimeSpan.Zero, (await WaitAsync([(null, null), (null, null)])).After);

    [Fact]
    public async Task Wait_WhileSomethingIsPutOff_DoesNotTakeTheQuietBeforeItForRest()
    {
        var (reading, after) = await WaitAsync([(1, 100), (1, 100), (1, 100), (1, 100), (3, 900), (3, 900)], least: 3 * Second);
        Assert.Equal(900, reading.WrittenBytes);
        Assert.Equal(4 * Second, after);
    }

    private static async Task<(ServerReading Reading, TimeSpan? After)> WaitAsync((double? Cpu, long? Written)[] readings, TimeSpan least = default)
    {
        var clock = new ManualTimeProvider();
        var next = 0;
        var waiting = ServerRest.WaitAsync(
            () => readings[next++] is var (cpu, written) ? new ServerReading(cpu, written, null, null, null) : throw new InvalidOperationException(), least, TimeSpan.FromSeconds(20), clock);
        while (await Task.WhenAny(waiting, clock.WaitForTimersAsync(1)) != waiting)
        {
            clock.Advance(Second);
        }

        return await waiting;
    }
}
