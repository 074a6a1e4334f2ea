using EventFlow.Chaos.Model;

namespace EventFlow.Chaos.Load;

/// <summary>
/// Everybody who sends while the silo lives and dies: two with ids, one with producer and sequence and four requests under way at once, one with neither. Those that can, repeat what was not
/// answered, and now and then what was; those with ids sometimes send another event under an id that is taken.
/// </summary>
internal sealed class Producers(Courier courier, int seed, int round)
{
    private const int Remembered = 12;
    private const int MostAhead = 40;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    /// <summary>Sends until told to stop, and then until all that can be repeated is acknowledged.</summary>
    public Task Run(CancellationToken stop) => Task.WhenAll(
        ById("a", stop), ById("b", stop), BySequence("s", 4, stop), Plainly("p", stop));

    private async Task ById(string name, CancellationToken stop)
    {
        var (random, maker, recent) = Begin(name);
        while (!stop.IsCancellationRequested)
        {
            var batch = new SentBatch(null, null, maker.Make(random.Next(5, 40), withIds: true));
            await courier.Deliver(batch);
            Remember(recent, batch);
            if (random.Next(12) == 0) await courier.Deliver(recent[random.Next(recent.Count)]);
            if (random.Next(25) == 0) await courier.Deliver(Impostors(recent[random.Next(recent.Count)]), asImpostors: true);
            await Task.Delay(Pace);
        }
    }

    private async Task BySequence(string name, int atOnce, CancellationToken stop)
    {
        var (random, maker, recent) = Begin(name);
        var sequence = 0L;
        var open = new SortedSet<long>();
        async Task Work()
        {
            while (!stop.IsCancellationRequested)
            {
                SentBatch batch;
                lock (recent)
                {
                    // No request may wait while 64 others go by.
                    if (open.Count > 0 && sequence - open.Min > MostAhead) batch = recent[^1];
                    else
                    batch = recent.Count > 0 && random.Next(12) == 0
                        ? recent[random.Next(recent.Count)]
                        : new($"chaos-{name}-{round}", sequence++, maker.Make(random.Next(5, 40), withIds: false));
                    open.Add(batch.Sequence!.Value);
                }

                await courier.Deliver(batch);
                lock (recent)
                {
                    open.Remove(batch.Sequence.Value);
                    Remember(recent, batch);
                }

                await Task.Delay(Pace * atOnce);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Work()));
    }

    // Without ids an event must not be sent again: whether it is stored is not known.
    private async Task Plainly(string name, CancellationToken stop)
    {
        var (random, maker, _) = Begin(name);
        while (!stop.IsCancellationRequested)
        {
            await courier.TrySend(new(null, null, maker.Make(random.Next(5, 40), withIds: false)));
            await Task.Delay(Pace);
        }
    }

    private (Random Random, EventMaker Maker, List<SentBatch> Recent) Begin(string name)
    {
        var random = new Random(unchecked((((seed * 397) + round) * 397) + name[0]));
        return (random, new($"{name}{round}", random), []);
    }

    private static void Remember(List<SentBatch> recent, SentBatch batch)
    {
        if (recent.Contains(batch)) return;
        recent.Add(batch);
        if (recent.Count > Remembered) recent.RemoveAt(0);
    }

    private static SentBatch Impostors(SentBatch batch) => batch with { Events = [.. batch.Events.Select(static e => e with { Key = "impostor-" + e.Key, Value = e.Value + 1 })] };
}
