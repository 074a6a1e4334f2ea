using EventFlow.Ingestion;

namespace EventFlow.Tests.Ingestion;

public sealed class ProducerGapsTests
{
    private readonly ProducerGaps _gaps = new(2);

    [Fact]
    public void Note_NumbersInAnyOrderWithinTheWindow_MissesNone()
    {
        long[] order = [7, 9, 8, 70, .. Enumerable.Range(10, 60).Select(static n => (long)n), 71, 200 - 66];
        Assert.Equal(0, order[..^1].Sum(n => _gaps.Note("p", n)));
    }

    [Theory]
    [InlineData(64, 0)]
    [InlineData(65, 1)]
    [InlineData(66, 2)]
    [InlineData(128, 64)]
    [InlineData(1_000, 936)]
    public void Note_JumpAhead_CountsWhatFallsOutOfTheWindow(long next, long missing)
    {
        _gaps.Note("p", 0);
        Assert.Equal(missing, _gaps.Note("p", next));
    }

    [Fact]
    public void Note_LateNumber_IsNotMissing()
    {
        _gaps.Note("p", 0);
        _gaps.Note("p", 3);
        _gaps.Note("p", 1);
        Assert.Equal(1, _gaps.Note("p", 67));
    }

    [Fact]
    public void Note_ManyProducers_KeepsEachApart()
    {
        _gaps.Note("a", 5);
        _gaps.Note("b", 1_000);
        Assert.Equal((0, 0, 0), (_gaps.Note("a", 6), _gaps.Note("b", 1_001), _gaps.Note("c", 50)));
    }
}
