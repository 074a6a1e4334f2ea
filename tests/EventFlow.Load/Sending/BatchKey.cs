namespace EventFlow.Load;

/// <summary>What finds a batch again in the log: the producer and its number of the batch, or, where events have ids, no producer and the number of the request.</summary>
internal readonly record struct BatchKey(string Producer, long Number);
