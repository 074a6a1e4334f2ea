namespace EventFlow.Embedded.Runtime;

/// <summary>What became of a request given to an activation.</summary>
internal enum EnqueueResult
{
    /// <summary>The activation no longer exists; the request has to go to the next one.</summary>
    Gone = 0,

    /// <summary>The request waits or runs.</summary>
    Accepted,

    /// <summary>The mailbox was full; the request has been failed.</summary>
    Full,
}
