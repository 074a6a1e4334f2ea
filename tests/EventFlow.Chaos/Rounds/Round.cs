using System.Diagnostics;
using EventFlow.Chaos.Incidents;
using EventFlow.Chaos.Load;

namespace EventFlow.Chaos.Rounds;

/// <summary>
/// One round: load, incidents that begin, incidents of the round before that end, and kills among them. It ends when the silo is up and everything that can be repeated is acknowledged.
/// </summary>
internal sealed class Round(Silo silo, Courier courier, Webhooks webhooks, int seed, int number)
{
    private readonly Random _random = new(unchecked((seed * 397) + number));

    /// <summary>Incidents that began.</summary>
    public IReadOnlyList<Incident> Begun { get; private set; } = [];

    /// <summary>How the silo was killed.</summary>
    public KillPlan Plan { get; private set; }

    public async Task Run(IReadOnlyList<Incident> ending)
    {
        Plan = (KillPlan)_random.Next(Enum.GetValues<KillPlan>().Length);
        Begun = [.. Kinds().Select((kind, at) => new Incident(courier, kind, $"{number}-{at}"))];
        using var enough = new CancellationTokenSource();
        var load = new Producers(courier, seed, number).Run(enough.Token);
        var beginning = Task.WhenAll(Begun.Select(static i => i.Break()));
        var mending = Task.WhenAll(ending.Select(static i => i.Mend()));
        await KillAndStart(beginning);
        await Task.Delay(300 + _random.Next(500));
        await enough.CancelAsync();
        await Task.WhenAll(load, beginning, mending);
    }

    private IEnumerable<IncidentKind> Kinds()
    {
        if (Plan == KillPlan.InABurstOfAlerts)
        {
            for (var i = 0; i < 10; i++) yield return i % 3 == 2 ? IncidentKind.Latency : IncidentKind.ErrorRate;
            yield break;
        }

        yield return (IncidentKind)_random.Next(3);
        yield return (IncidentKind)_random.Next(3);
        if (number % 3 == 0) yield return IncidentKind.Silence;
    }

    private async Task KillAndStart(Task beginning)
    {
        switch (Plan)
        {
            case KillPlan.WhileStarting:
                await Wait(300, 1_500);
                await silo.Kill();
                for (var again = _random.Next(1, 3); again > 0; again--)
                {
                    silo.Launch();
                    await Wait(30, 1_200);
                    await silo.Kill();
                }

                break;
            case KillPlan.AtCheckpoint:
                await Wait(500, 900);
                await UntilCheckpoint();
                await Wait(0, 30);
                await silo.Kill();
                break;
            case KillPlan.InABurstOfAlerts:
                await beginning;
                await Wait(0, 2_200);
                if (_random.Next(2) == 0) await UntilACallIsOpen();
                await silo.Kill();
                break;
            case KillPlan.TwiceInARow:
                await Wait(300, 1_500);
                await silo.Kill();
                await silo.Start();
                await Wait(0, 400);
                await silo.Kill();
                break;
            case KillPlan.WhileStopping:
                await Wait(300, 1_500);
                silo.AskToStop();
                await Wait(0, 250);
                await silo.Kill();
                break;
            default:
                await Wait(300, 2_500);
                await silo.Kill();
                break;
        }

        await Wait(0, 200);
        await silo.Start();
    }

    private Task Wait(int least, int most) => Task.Delay(_random.Next(least, most + 1));

    private async Task UntilCheckpoint()
    {
        var before = await Checkpoints();
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(3) && await Checkpoints() == before;) await Task.Delay(2);
    }

    private async Task<string> Checkpoints() => string.Join('\n', (await silo.Client.GetStringAsync("/metrics")).Split('\n').Where(static l => l.StartsWith("ingestion_checkpoint_duration_seconds_count", StringComparison.Ordinal)));

    private async Task UntilACallIsOpen()
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(3) && webhooks.Open == 0;) await Task.Delay(1);
    }
}
