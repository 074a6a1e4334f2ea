namespace EventFlow.Embedded;

/// <summary>Base of the faults a grain runtime raises. The name is that of the programming model.</summary>
public class OrleansException : Exception
{
    /// <summary>An unexplained fault.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>A fault with its explanation.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>A fault with its explanation and cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
