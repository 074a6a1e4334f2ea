namespace EventFlow;

/// <summary>What the API and the dashboard do with replays. Thread safe.</summary>
public interface IReplayService
{
    /// <summary>Checks an order and starts it. Fails when the range makes no sense or holds nothing (<see cref="OutcomeKind.Invalid"/>) or has expired (<see cref="OutcomeKind.Gone"/>).</summary>
    ValueTask<Outcome<ReplayStatus>> Start(ReplayOrder order, string who, CancellationToken cancellationToken = default);

    /// <summary>All replays, the newest first, without the lists of their results.</summary>
    ValueTask<IReadOnlyList<ReplayStatus>> List();

    /// <summary>One replay; null when there is none.</summary>
    ValueTask<ReplayStatus?> Get(string id);

    /// <summary>Halts one that runs.</summary>
    ValueTask<Outcome<ReplayStatus>> Pause(string id, string who);

    /// <summary>Lets one that was halted go on.</summary>
    ValueTask<Outcome<ReplayStatus>> Resume(string id, string who);

    /// <summary>Ends one before its end.</summary>
    ValueTask<Outcome<ReplayStatus>> Cancel(string id, string who);

    /// <summary>Deletes one with all it made; one that runs is ended first.</summary>
    ValueTask<Outcome<ReplayStatus>> Delete(string id, string who);

    /// <summary>The file that a replay into a file has made; null when there is none.</summary>
    string? FindFile(string id);
}
