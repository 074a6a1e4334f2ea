namespace EventFlow.Load.Tests;

/// <summary>Counting what a webhook is told of: each alert has to arrive exactly once, though messages of a group repeat what was told before.</summary>
public sealed class AlertLedgerTests
{
    private readonly AlertLedger _ledger = new();

    [Fact]
    public void Tell_OfAllAlertsInMessagesOfAGrowingGroup_CountsEachOnce()
    {
        var wave = Expect("a", "b", "c");
        _ledger.Tell(10, "g", ["a"]);
        Assert.Equal(2, wave.Missing);
        Assert.False(wave.AllTold.IsCompleted);
        _ledger.Tell(20, "g", ["a", "b", "c"]);
        Assert.True(wave.AllTold.IsCompletedSuccessfully);
        Assert.Equal([10, 20, 20], wave.Arrivals);
        Assert.Equal((0, 0, 2), (wave.Missing, wave.Doubled, wave.Messages));
    }

    [Fact]
    public void Tell_OfAMessageThatSaysNothingNew_CountsAllItNames()
    {
        var wave = Expect("a", "b");
        _ledger.Tell(10, "g", ["a", "b"]);
        _ledger.Tell(20, "g", ["a", "b"]);
        Assert.Equal((0, 2), (wave.Missing, wave.Doubled));
        Assert.Equal([10, 10], wave.Arrivals);
    }

    [Fact]
    public void Tell_OfAnAlertTwiceInAMessage_CountsIt()
    {
        var wave = Expect("a");
        _ledger.Tell(10, "g", ["a", "a"]);
        Assert.Equal((0, 1), (wave.Missing, wave.Doubled));
    }

    [Fact]
    public void Tell_OfAnAlertInAnotherGroup_CountsItAlsoBesideANewOne()
    {
        var wave = Expect("a", "b");
        _ledger.Tell(10, "g", ["a"]);
        _ledger.Tell(20, "h", ["a", "b"]);
        Assert.Equal((0, 1), (wave.Missing, wave.Doubled));
    }

    [Fact]
    public void Tell_OfAlertsOfAnEarlierWave_CountsThemThere()
    {
        var (first, second) = (Expect("a"), Expect("b"));
        _ledger.Tell(10, "g", ["a"]);
        _ledger.Tell(20, "h", ["b"]);
        _ledger.Tell(30, "g", ["a"]);
        Assert.Equal((1, 0), (first.Doubled, second.Doubled));
    }

    [Fact]
    public void Tell_OfAlertsOfOthers_PassesThemOver()
    {
        var wave = Expect("a");
        _ledger.Tell(10, "g", ["z"]);
        _ledger.Tell(20, "g", []);
        Assert.Equal((1, 0, 0), (wave.Missing, wave.Doubled, wave.Messages));
    }

    [Theory]
    [InlineData(1, 0, "Of 2 alerts 1 did not arrive and 0 were told once too often.", "a")]
    [InlineData(0, 2, "Of 2 alerts 0 did not arrive and 2 were told once too often.", "a,b", "a,b")]
    [InlineData(0, 0, null, "a", "a,b")]
    public void Conclude_UnlessEachArrivedExactlyOnce_ReportsAFault(int missing, int doubled, string? fault, params string[] messages)
    {
        var wave = Expect("a", "b");
        foreach (var message in messages)
        {
            _ledger.Tell(10, "g", message.Split(','));
        }

        var report = new ModeReport("alerts", "A test.");
        AlertsMode.Conclude(report, _ledger, [wave], 2);
        Assert.Equal<double?>(missing, report["alerts_missing"]);
        Assert.Equal<double?>(doubled, report["alerts_doubled"]);
        Assert.Equal(fault, report.Faults.SingleOrDefault());
    }

    private AlertWave Expect(params string[] ids) => _ledger.Expect([.. ids.Select(static id => new LoadAlert(id, "s"))]);
}
