namespace EventFlow;

/// <summary>What the API and the dashboard do with consumers: readers whose offsets are stored here. Thread safe.</summary>
public interface IConsumerService
{
    /// <summary>All, by name.</summary>
    ValueTask<IReadOnlyList<ConsumerStatus>> List();

    /// <summary>One; null when there is none.</summary>
    ValueTask<ConsumerStatus?> Get(string name);

    /// <summary>Makes one. One that is there already stays as it is; with another stream that is a conflict.</summary>
    ValueTask<Outcome<ConsumerStatus>> Put(string name, string stream, ConsumerStart start, string who, CancellationToken cancellationToken = default);

    /// <summary>Events from where it last committed, or from a cursor of an earlier page; waits, when there are none, until one comes or the time is over.</summary>
    ValueTask<Outcome<ConsumerPage>> Read(string name, int limit, string? cursor, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>Stores offsets, by partition. One that is lower than what is stored is a conflict: only <see cref="Reset"/> goes back.</summary>
    ValueTask<Outcome<ConsumerStatus>> Commit(string name, IReadOnlyDictionary<int, long> offsets);

    /// <summary>Begins anew.</summary>
    ValueTask<Outcome<ConsumerStatus>> Reset(string name, ConsumerStart start, string who, CancellationToken cancellationToken = default);

    /// <summary>Deletes one with its offsets.</summary>
    ValueTask<Outcome<ConsumerStatus>> Delete(string name, string who);
}
