using EventFlow.Ingestion;

namespace EventFlow.Tests.Ingestion;

public sealed class DuplicateWindowTests
{
    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldest()
    {
        var window = new DuplicateWindow(3);
        foreach (var id in new ulong[] { 1, 2, 3, 2, 4 })
        {
            window.Add(id);
        }

        Assert.Equal([false, true, true, true], new ulong[] { 1, 2, 3, 4 }.Select(id => window.Contains(id)));
    }

    [Fact]
    public void Load_SavedWindow_ContainsAndForgetsAlike()
    {
        var random = new Random(1);
        var window = new DuplicateWindow(100);
        for (var i = 0; i < 1000; i++)
        {
            window.Add((ulong)random.Next(300));
            var loaded = new DuplicateWindow(100);
            loaded.Load(window.ToBytes());
            Assert.Equal(window.ToBytes(), loaded.ToBytes());
            Assert.Equal(window.Count, loaded.Count);
        }
    }

    [Fact]
    public void Load_LargerWindow_KeepsTheNewest()
    {
        var window = new DuplicateWindow(10);
        for (ulong id = 0; id < 10; id++)
        {
            window.Add(id);
        }

        var smaller = new DuplicateWindow(2);
        smaller.Load(window.ToBytes());

        Assert.True(smaller.Contains(9) && smaller.Contains(8) && !smaller.Contains(7));
    }

    [Fact]
    public void Of_ServiceAndId_IsFrozen()
    {
        Assert.Equal(0xf28c95caaa5ab8c5UL, EventIdHash.Of("orders", "a-1"));
        Assert.NotEqual(EventIdHash.Of("ab", "c"), EventIdHash.Of("a", "bc"));
    }

    [Fact]
    public void Contains_SequencesOutOfOrder_KnowsEachOnce()
    {
        var sequence = new ProducerSequence();
        var random = new Random(4);
        var numbers = Enumerable.Range(0, 500).Select(static i => (long)i).ToArray();
        for (var i = 0; i < numbers.Length; i += 32)
        {
            random.Shuffle(numbers.AsSpan(i, Math.Min(32, numbers.Length - i)));
        }

        foreach (var number in numbers)
        {
            Assert.False(sequence.Contains(number), $"{number} was taken for seen.");
            sequence.Add(number);
            Assert.True(sequence.Contains(number));
        }

        Assert.True(sequence.Contains(0));
    }

    [Fact]
    public void Contains_AfterAGap_StillTakesLateNumbersOfTheWindow()
    {
        var sequence = new ProducerSequence();
        sequence.Add(0);
        sequence.Add(1000);

        Assert.False(sequence.Contains(999));
        Assert.False(sequence.Contains(937));
        Assert.True(sequence.Contains(936));
    }

    [Fact]
    public void Add_TooManyProducers_ForgetsTheOneNotHeardOfLongest()
    {
        var producers = new ProducerSequences(2);
        producers.Add("a", 1, 10);
        producers.Add("b", 1, 20);
        producers.Add("a", 2, 30);
        producers.Add("c", 1, 40);

        Assert.Equal(["a", "c"], producers.All.Keys.Order());
    }
}
