using EventFlow.TestKit;

namespace EventFlow.Tests.Hosting;

/// <summary>The clock of reminders, where Orleans waits on it.</summary>
public sealed class CreepingClockTests
{
    private const int Enough = 10_000;

    private readonly ManualTimeProvider _hand = new();
    private readonly CreepingClock _clock;

    public CreepingClockTests() => _clock = new(_hand);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(9_999)]
    public async Task DelayUntil_AnyPartOfAMillisecond_EndsInItAndNotBefore(int ticks)
    {
        var due = _hand.GetUtcNow().AddMilliseconds(10).AddTicks(ticks);

        // Somebody else looks at the clock before, and a while before in every millisecond.
        Look();
        List<ITimer> others = [.. Enumerable.Range(1, 10).Select(ms => _hand.CreateTimer(_ => Look(), null, TimeSpan.FromMilliseconds(ms), Timeout.InfiniteTimeSpan))];
        var delay = DelayUntilAsync(due);
        for (var ms = 1; ms <= 10; ms++)
        {
            Assert.False(delay.IsCompleted);
            _hand.Advance(TimeSpan.FromMilliseconds(1));
        }

        await delay;
        Assert.Equal(_hand.GetUtcNow(), due.AddTicks(-ticks));
        others.ForEach(static o => o.Dispose());
    }

    [Fact]
    public async Task DelayUntil_BegunWhileTheClockHadCrept_Ends()
    {
        for (var i = 0; i < Enough; i++) _clock.GetUtcNow();
        var delay = DelayUntilAsync(_hand.GetUtcNow().AddMilliseconds(5));
        _hand.Advance(TimeSpan.FromMilliseconds(5));
        await delay;
    }

    [Fact]
    public void GetUtcNow_OfOneWhoAsksNowAndThen_IsThatOfTheHand()
    {
        for (var i = 0; i < 50; i++) Assert.Equal(_hand.GetUtcNow(), _clock.GetUtcNow());
        _hand.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(_hand.GetUtcNow(), _clock.GetUtcNow());
    }

    private void Look()
    {
        _clock.GetUtcNow();
        Thread.Sleep(2);
    }

    // As Orleans does it.
    private async Task DelayUntilAsync(DateTimeOffset due)
    {
        for (var asked = 0; due - _clock.GetUtcNow() is var left && left > TimeSpan.Zero; asked++)
        {
            Assert.True(asked < Enough, $"{left} are left for ever.");
            await Task.Delay(left, _clock).ConfigureAwait(false);
        }
    }
}
