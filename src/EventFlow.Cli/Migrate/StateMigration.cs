using EventFlow.Postgres;

namespace EventFlow.Cli.Migrate;

/// <summary>Moves grain state and reminders. What an interrupted move has written is written again: the result is the same.</summary>
internal sealed class StateMigration(GrainDatabaseReader reader, MigrationTarget target, IMigrationProgress progress)
{
    private const int StatesAtOnce = 500;
    private const int CharactersAtOnce = 4 << 20;

    /// <returns>Count and checksum of the states, and the number of reminders.</returns>
    /// <exception cref="MigrationException">Both sides do not hold the same afterwards.</exception>
    public async Task<(ContentSum States, int Reminders)> RunAsync(CancellationToken cancellation)
    {
        var states = await MoveStatesAsync(cancellation).ConfigureAwait(false);
        var reminders = reader.ReadReminders();
        foreach (var reminder in reminders) await target.WriteAsync(reminder, cancellation).ConfigureAwait(false);
        progress.Report("checking states", 1);
        var there = await target.SumStatesAsync(cancellation).ConfigureAwait(false);
        if (there.Count != states.Count || there.ToString() != states.ToString())
        {
            throw new MigrationException(
                $"The database holds {there.Count} states with checksum {there}; the data directory {states.Count} with {states}. Run the command again; if it stays so, move into an empty database.");
        }

        if (await target.CountRemindersAsync(cancellation).ConfigureAwait(false) is var count && count != reminders.Count)
        {
            throw new MigrationException($"The database holds {count} reminders; the data directory {reminders.Count}. Move into an empty database.");
        }

        return (states, reminders.Count);
    }

    private async Task<ContentSum> MoveStatesAsync(CancellationToken cancellation)
    {
        var sum = new ContentSum();
        var total = Math.Max(1, reader.CountStates());
        var waiting = new List<(string Storage, string Type, string Key, string Name, string Json)>();
        var characters = 0;
        foreach (var state in reader.ReadStates())
        {
            sum.Add(state.Storage, state.Type, Convert.ToHexStringLower(GrainStateTable.HashOf(state.Key)), state.Name, state.Json);
            waiting.Add(state);
            characters += state.Json.Length;
            if (waiting.Count >= StatesAtOnce || characters >= CharactersAtOnce) await FlushAsync().ConfigureAwait(false);
        }

        if (waiting.Count > 0) await FlushAsync().ConfigureAwait(false);
        return sum;

        async Task FlushAsync()
        {
            await target.WriteAsync(waiting, cancellation).ConfigureAwait(false);
            progress.Report($"states: {sum.Count} of {total}", (double)sum.Count / total);
            (waiting, characters) = ([], 0);
        }
    }
}
