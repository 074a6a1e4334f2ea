namespace EventFlow.Embedded;

/// <summary>A bounded queue of the runtime is full; the call was not made. Try again later.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>A limit was reached, with which and what to do.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }
}
