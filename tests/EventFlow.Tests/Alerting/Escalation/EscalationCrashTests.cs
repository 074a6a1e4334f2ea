using System.Collections.Concurrent;

namespace EventFlow.Tests.Alerting.Escalation;

/// <summary>An escalation of two steps crashed at every step that anything outside a grain can see, one by one.</summary>
public sealed class EscalationCrashTests
{
    [Fact]
    public async Task Steps_CrashedAtAnyStep_AreToldOnceAndStandInTheHistoryOnce()
    {
        var steps = await RunAsync(0);
        Assert.True(steps.Count >= 40, $"only {steps.Count} steps were seen: {string.Join(", ", steps)}");
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Enumerable.Range(1, steps.Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (at, _) =>
        {
            try
            {
                await RunAsync(at).WaitAsync(TimeSpan.FromMinutes(2));
            }
            catch (Exception error)
            {
                faults.Enqueue($"crash at step {at} of {steps.Count} (in the first run: {steps[at - 1]}): {error.Message}");
            }
        });
        Assert.True(faults.IsEmpty, string.Join("\n", faults));
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int crashAt)
    {
        await using var host = await EscalationTests.StartAsync();
        await host.CrashAsync(crashAt);
        var signal = Signals.Of(AlertSignalKind.Firing, 1, Signals.LabelsOf("latency", "payments"));
        if (!host.Crash.HasCrashed) await host.SignalAsync(signal);
        await host.AdvanceToAsync(100_000);
        var steps = host.Crash.Steps;
        var lost = crashAt > 0 ? CrashPoint.AnswerWasLost(steps) : false;
        if (host.Crash.HasCrashed)
        {
            await host.CrashAsync();
            // The rule repeats its finding, as it does when its own checkpoint was not saved.
            await host.SignalAsync(signal);
            await host.AdvanceToAsync(180_000);
        }
        var told = host.Channel.Sent.Select(s => (s.Channel, s.Notification.Id)).ToList();
        Assert.InRange(told.Count, 3, lost == false ? 3 : 4);
        Assert.Equal(["mail", "ops", "pager"], told.Distinct().Select(t => t.Channel).Order());
        var alert = (await host.Alerts.Get(signal.Fingerprint))!;
        Assert.Equal(["Step 1 of 3: told pager.", "Step 2 of 3: told ada by mail. ada: On call in Primary until Fri 2 Jan 09:00 (Europe/Berlin)."], alert.History.Where(h => h.Kind is not null).Select(h => h.Comment));
        Assert.Equal(2, host.Log.EventsOf(StreamNames.Alerts).Where(e => e.Type == "alert.escalated").DistinctBy(e => e.Id).Count());
        return steps;
    }
}
