using EventFlow.Cli.Push;

namespace EventFlow.Cli.Tests;

public sealed class RecordingPaceTests
{
    private const long First = 1_000_000_000_000;
    private const long Last = First + 3_600_000;
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 0)]
    [InlineData(1.0, 3600)]
    [InlineData(3600.0, 1)]
    [InlineData(0.5, 7200)]
    public void Due_LastRowOfAnHour_HourOverSpeed(double? speed, double seconds) =>
        Assert.Equal(seconds, new RecordingPace(Request(speed, shift: false), First, Last, Start).Due(Last).TotalSeconds, 6);

    [Fact]
    public void Due_RowBeforeTheFirst_AtOnce() =>
        Assert.Equal(TimeSpan.Zero, new RecordingPace(Request(1, shift: false), First, Last, Start).Due(First - 5000));

    [Fact]
    public void ShiftMs_NotAsked_Zero() => Assert.Equal(0, new RecordingPace(Request(1, shift: false), First, Last, Start).ShiftMs);

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    [InlineData(60.0)]
    public void ShiftMs_Asked_LastRowCarriesTheMomentItIsSent(double? speed)
    {
        var pace = new RecordingPace(Request(speed, shift: true), First, Last, Start);
        Assert.Equal((Start + pace.Due(Last)).ToUnixTimeMilliseconds(), Last + pace.ShiftMs);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(60.0)]
    public void ShiftMs_AnySpeed_NoRowRunsAheadOfTheClock(double? speed)
    {
        var pace = new RecordingPace(Request(speed, shift: true), First, Last, Start);
        for (var timestamp = First; timestamp <= Last; timestamp += 60_000)
        {
            Assert.True(timestamp + pace.ShiftMs <= (Start + pace.Due(timestamp)).ToUnixTimeMilliseconds());
        }
    }

    private static PushRequest Request(double? speed, bool shift) => new("-", "s", "m", null, new Dictionary<string, string>(), speed, shift, 500);
}
