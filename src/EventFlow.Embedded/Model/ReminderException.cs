namespace EventFlow.Embedded;

/// <summary>A reminder could not be registered, found or removed.</summary>
public sealed class ReminderException : OrleansException
{
    /// <summary>A fault with its explanation.</summary>
    public ReminderException(string message)
        : base(message)
    {
    }
}
