namespace EventFlow;

/// <summary>
/// Grain state cannot be read or written at the moment, whosever it is: the database is away, has no connection left, or its disk is full. The same may be asked again later. It goes from silo to
/// silo as it is, so it holds the cause as text: exceptions of a database driver cannot be sent.
/// </summary>
[GenerateSerializer, Alias("EventFlow.StorageUnavailableException")]
public sealed class StorageUnavailableException : OrleansException
{
    /// <summary>Of unknown cause.</summary>
    public StorageUnavailableException()
        : base("Grain state cannot be read or written at the moment.")
    {
    }

    /// <summary>With what was asked, the cause and the remedy.</summary>
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With what was asked and the exception behind it.</summary>
    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
