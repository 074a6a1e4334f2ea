namespace EventFlow;

/// <summary>
/// Takes the batches of one partition of the log from its stream, drops duplicates, and routes them. The key is the stream's key,
/// <c>{stream}-{partition}</c>. Its checkpoint moves only after every grain it fed has saved.
/// </summary>
[Alias("EventFlow.IIngestionGrain")]
public interface IIngestionGrain : IGrainWithStringKey
{
    /// <summary>How far it is. May be asked while a batch is in work.</summary>
    [AlwaysInterleave, Alias("GetStatus")]
    ValueTask<IngestionStatus> GetStatus();

    /// <summary>Has every grain fed since the last checkpoint save, then moves the checkpoint.</summary>
    [Alias("Checkpoint")]
    ValueTask Checkpoint();
}
