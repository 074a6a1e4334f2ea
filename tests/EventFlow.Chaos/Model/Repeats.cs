using EventFlow.Chaos.Incidents;

namespace EventFlow.Chaos.Model;

/// <summary>
/// The calls of the webhook that came again though the first was taken. One may, and only one: when the silo was killed after the receiver had the call and before the silo had noted the answer.
/// It has to bear the same key.
/// </summary>
internal static class Repeats
{
    // A call that was answered is noted within moments; on a busy machine they are long ones.
    private static readonly TimeSpan ToNote = TimeSpan.FromSeconds(2);

    /// <summary>How many calls were permitted repetitions; those that were not are deviations. Gives also how many of these.</summary>
    public static (int Permitted, int Wrong) Count(IEnumerable<Call> calls, IReadOnlyList<TimeSpan> kills, Ledger ledger)
    {
        var (permitted, wrong) = (0, 0);
        foreach (var message in calls.Where(static c => c.Taken).GroupBy(static c => c.Key))
        {
            var taken = message.OrderBy(static c => c.Answered).ToList();
            for (var at = 1; at < taken.Count; at++)
            {
                var before = taken[at - 1];
                if (kills.Any(kill => kill >= before.Arrived && kill <= before.Answered + ToNote && kill <= taken[at].Arrived))
                {
                    permitted++;
                    continue;
                }

                wrong++;
                ledger.Deviate($"message {message.Key} ({before.Status} of {before.Service}) was taken at {before.Answered} and came again at {taken[at].Arrived}; no kill lies between");
            }
        }

        return (permitted, wrong);
    }
}
