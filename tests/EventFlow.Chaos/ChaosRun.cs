using System.Diagnostics;
using System.Globalization;
using EventFlow.Chaos.Incidents;
using EventFlow.Chaos.Load;
using EventFlow.Chaos.Model;
using EventFlow.Chaos.Rounds;
using EventFlow.TestKit;

namespace EventFlow.Chaos;

/// <summary>Some rounds of load and kills, each followed by a comparison of everything there is with what was sent.</summary>
public sealed class ChaosRun(ChaosOptions options, TextWriter output)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Ledger _ledger = new();

    /// <summary>Runs. Returns whether everything is as it should be.</summary>
    public async Task<bool> RunAsync()
    {
        Say($"{options.Rounds} rounds, seed {options.Seed}");
        var data = Directory.CreateTempSubdirectory("eventflow-chaos-").FullName;
        var isGood = false;
        try
        {
            isGood = await RunAsync(data);
        }
        finally
        {
            if (isGood && !options.Keep) Directory.Delete(data, recursive: true);
            else Say($"the data is kept in {data}");
        }

        return isGood;
    }

    private async Task<bool> RunAsync(string data)
    {
        await using var webhooks = await Webhooks.Start(_clock, options.Seed);
        await using var silo = new Rounds.Silo(data, FreePort.Next(), Settings(webhooks), _clock);
        using var courier = new Courier(silo.Url, _ledger);
        var stored = new StoredEvents(_ledger);
        var comparison = new Comparison(_ledger, stored, webhooks);
        var incidents = new List<Incident>();
        try
        {
            await silo.Start();
            IReadOnlyList<Incident> firing = [];
            for (var number = 1; number <= options.Rounds && _ledger.Deviations.Count == 0; number++)
            {
                var round = new Round(silo, courier, webhooks, options.Seed, number);
                await round.Run(firing);
                await comparison.Check(silo.Client, round.Begun, firing);
                Say(string.Create(CultureInfo.InvariantCulture, $"round {number}: {round.Plan}, {silo.Kills.Count} kills so far, {_ledger.AcknowledgedCount} events acknowledged, {stored.Repeats} repeated in the log, {webhooks.Calls.Count} calls"));
                firing = round.Begun;
                incidents.AddRange(firing);
            }

            if (_ledger.Deviations.Count == 0) await Finish(silo, comparison, stored, incidents, firing, data);
        }
        catch (Exception error)
        {
            _ledger.Deviate(error.ToString());
        }

        if (_ledger.Deviations.Count > 0) await File.WriteAllTextAsync(Path.Combine(data, "silo-output.txt"), silo.Output);
        var (repeats, wrong) = Repeats.Count(webhooks.Calls, silo.Kills, _ledger);
        Report(silo, stored, webhooks, incidents.Count, comparison.Lost, comparison.Doubled + wrong, repeats);
        return _ledger.Deviations.Count == 0;
    }

    private async Task Finish(Rounds.Silo silo, Comparison comparison, StoredEvents stored, List<Incident> incidents, IReadOnlyList<Incident> firing, string data)
    {
        foreach (var incident in firing) await incident.Mend();
        await comparison.Check(silo.Client, [], incidents);
        await comparison.CheckNoOthers(silo.Client, incidents);
        await silo.Stop();
        var states = StoredStates.Compare(data, stored, _ledger);
        Say($"stopped; {states} states compared with {stored.Raw} stored events");
    }

    private void Report(Rounds.Silo silo, StoredEvents stored, Webhooks webhooks, int incidents, int lost, int doubled, int repeats)
    {
        var recoveries = silo.Recoveries.Order().ToList();
        var calls = webhooks.Calls;
        output.WriteLine();
        foreach (var (what, value) in new (string, object)[]
        {
            ("seed", options.Seed), ("rounds", options.Rounds), ("kills", silo.Kills.Count), ("requests", _ledger.Requests), ("of these unanswered", _ledger.Unanswered),
            ("events acknowledged", _ledger.AcknowledgedCount), ("lost", lost), ("doubled", doubled), ("duplicates dropped at the gateway", _ledger.Duplicates),
            ("duplicates dropped behind the log", stored.Repeats), ("alerts", incidents), ("webhook calls", calls.Count), ("of these refused with 503", calls.Count(static c => !c.Taken)),
            ("repeats, the answer to the first being lost", repeats), ("recovery p50, ms", recoveries.Count == 0 ? 0 : (long)recoveries[recoveries.Count / 2].TotalMilliseconds),
            ("recovery max, ms", recoveries.Count == 0 ? 0 : (long)recoveries[^1].TotalMilliseconds), ("duration, s", (long)_clock.Elapsed.TotalSeconds), ("deviations", _ledger.Deviations.Count),
        }) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what,-45} | {value,12} |"));
        output.WriteLine();
        foreach (var deviation in _ledger.Deviations.Take(20)) output.WriteLine($"DEVIATION {deviation}");
        if (_ledger.Deviations.Count > 0) output.WriteLine($"again: dotnet run --project tests/EventFlow.Chaos -- --rounds {options.Rounds} --seed {options.Seed}");
    }

    private static Dictionary<string, string> Settings(Webhooks webhooks) => new()
    {
        ["EventFlow:Channels:0:Id"] = "ops",
        ["EventFlow:Channels:0:Kind"] = "webhook",
        ["EventFlow:Channels:0:Settings:url"] = webhooks.Url,
        ["EventFlow:Alerting:GroupWait"] = "00:00:01",
        ["EventFlow:Notifications:FirstRetry"] = "00:00:00.200",
        ["EventFlow:Notifications:BreakerFailures"] = "100",
        ["EventFlow:Detection:NoData:SilentSeconds"] = "5",
        ["EventFlow:Ingestion:CheckpointInterval"] = "00:00:01",
    };

    private void Say(string what)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,6:0.0} s] {what}"));
        output.Flush();
    }
}
