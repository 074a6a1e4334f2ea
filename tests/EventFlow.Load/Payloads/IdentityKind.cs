namespace EventFlow.Load;

/// <summary>How the server can tell that it has an event already.</summary>
internal enum IdentityKind
{
    /// <summary>It cannot.</summary>
    None,

    /// <summary>Each event has an id.</summary>
    Ids,

    /// <summary>Each connection is a producer and numbers its batches.</summary>
    Sequence,
}
