namespace EventFlow.Replay;

/// <summary>The ids of the replays, the oldest first.</summary>
internal sealed class ReplayCatalogState
{
    /// <summary>The ids.</summary>
    public List<string> Ids { get; set; } = [];
}
