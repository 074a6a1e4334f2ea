using EventFlow.Gateway;
using EventFlow.Gateway.Bodies;
using EventFlow.TestKit;
using Microsoft.Extensions.Options;

namespace EventFlow.Gateway.Tests;

/// <summary>Who may hold how much of the memory for bodies, and when those refused are told to come again.</summary>
public sealed class BodyMemoryTests
{
    private const int Chunk = 64 << 10;

    private readonly ManualTimeProvider _clock = new();
    private readonly BodyMemory _memory;

    public BodyMemoryTests() => _memory = new BodyMemory(Options.Create(new GatewayOptions { MaxBufferedBytes = 1 << 20 }), _clock);

    [Fact]
    public void TryGetRoom_OfAFlood_StopsAtHalfAndLeavesRoomForOthers()
    {
        var flood = Fill("flood");
        Assert.Equal(8, flood.Count);
        Assert.Equal(4, Fill("second").Count);
        using var polite = _memory.Open("polite");
        Assert.True(polite.TryGetRoom(Chunk - 1, out _));
        flood.ForEach(static b => b.Dispose());
        Assert.Equal(5 * Chunk, Queue.Depth);
    }

    [Fact]
    public void TryGetRoom_OfTheOnlyBodyOfACaller_MayTakeMoreThanHalf()
    {
        using var body = _memory.Open("one");
        Assert.True(body.TryGetRoom((1 << 20) - 1, out var room));
        Assert.Equal(1 << 20, room.Length);
    }

    [Fact]
    public void TryGetRoom_AfterABodyWasRefused_KeepsNoneOfItsMemory()
    {
        var bodies = Fill("one");
        bodies.ForEach(static b => b.Dispose());
        Assert.Equal((0, 0), (Queue.Depth, Queue.OldestSeconds));
        Assert.Equal(1, Queue.Dropped);
    }

    [Fact]
    public void GetWait_OfManyRefusedAtOnce_FollowsTheRateAtWhichMemoryIsFreed()
    {
        // 128 KiB a second are freed: a body of 64 KiB takes half a second, and the tenth has its turn after five.
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            using var body = _memory.Open("other");
            Assert.True(body.TryGetRoom(Chunk - 1, out _));
        }

        Fill("flood");
        using var refused = _memory.Open("flood");
        Assert.Equal([1, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], Enumerable.Range(0, 10).Select(_ => refused.GetWait(Chunk).TotalSeconds));
        for (var i = 0; i < 300; i++)
        {
            Assert.InRange(refused.GetWait(Chunk), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        }

        using var other = _memory.Open("other");
        Assert.Equal(TimeSpan.FromSeconds(1), other.GetWait(Chunk));
    }

    [Fact]
    public void GetQueues_WithABodyThatComesSlowly_TellsItsAge()
    {
        using var body = _memory.Open("slow");
        _clock.Advance(TimeSpan.FromSeconds(7));
        using var later = _memory.Open("quick");
        Assert.Equal(7, Queue.OldestSeconds);
    }

    private QueueStatus Queue => Assert.Single(_memory.GetQueues());

    // Bodies of one chunk until one more is refused.
    private List<PooledBody> Fill(string caller)
    {
        var bodies = new List<PooledBody>();
        while (true)
        {
            var body = _memory.Open(caller);
            if (!body.TryGetRoom(Chunk - 1, out _))
            {
                body.Dispose();
                return bodies;
            }

            bodies.Add(body);
        }
    }
}
