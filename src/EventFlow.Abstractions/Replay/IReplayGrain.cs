namespace EventFlow;

/// <summary>One replay; the key is its id. It keeps the cursor, and what came of it.</summary>
[Alias("EventFlow.IReplayGrain")]
public interface IReplayGrain : IGrainWithStringKey
{
    /// <summary>Starts it; a second call changes nothing.</summary>
    [Alias("Start")]
    ValueTask<ReplayStatus> Start(ReplayPlan plan, IReadOnlyList<ReplayPartition> partitions, string who);

    /// <summary>How it stands, with or without the lists of its result; null when there is no such replay.</summary>
    [ReadOnly, Alias("GetStatus")]
    ValueTask<ReplayStatus?> GetStatus(bool withLists);

    /// <summary>Halts it.</summary>
    [Alias("Pause")]
    ValueTask<Outcome<ReplayStatus>> Pause(string who);

    /// <summary>Lets it go on.</summary>
    [Alias("Resume")]
    ValueTask<Outcome<ReplayStatus>> Resume(string who);

    /// <summary>Ends it.</summary>
    [Alias("Cancel")]
    ValueTask<Outcome<ReplayStatus>> Cancel(string who);

    /// <summary>Ends it and forgets all of it.</summary>
    [Alias("Delete")]
    ValueTask<Outcome<ReplayStatus>> Delete(string who);

    /// <summary>Goes on after a start of the silo, if it was running.</summary>
    [Alias("Wake")]
    ValueTask Wake();
}
