using EventFlow.Ingestion;
using EventFlow.TestKit;

namespace EventFlow.Tests.Ingestion;

public sealed class CheckpointPaceTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(1, false, true, 19)]
    [InlineData(1, true, true, 4)]
    [InlineData(1, false, false, 4)]
    [InlineData(10, false, true, 60)]
    [InlineData(30, true, true, 60)]
    public void IsDue_AfterACheckpoint_WaitsByWhatItTook(int tookSeconds, bool isCrowded, bool saved, int expectedSeconds)
    {
        var pace = new CheckpointPace(_clock);
        pace.Ended(TimeSpan.FromSeconds(tookSeconds), saved);

        _clock.Advance(TimeSpan.FromSeconds(expectedSeconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(pace.IsDue(isCrowded));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pace.IsDue(isCrowded));
    }

    [Fact]
    public void IsDue_BeforeTheFirst_IsTrue() => Assert.True(new CheckpointPace(_clock).IsDue(isCrowded: false));
}
