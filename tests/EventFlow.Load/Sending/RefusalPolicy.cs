namespace EventFlow.Load;

/// <summary>What a connection does when it is told to come again later.</summary>
internal enum RefusalPolicy
{
    /// <summary>Waits as long as it was told and sends the same batch again; the schedule goes on meanwhile.</summary>
    Wait,

    /// <summary>Gives the batch up and goes on with the next, as a caller that does not care for Retry-After.</summary>
    Drop,
}
