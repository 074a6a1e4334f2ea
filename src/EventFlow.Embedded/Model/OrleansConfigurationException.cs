namespace EventFlow.Embedded;

/// <summary>Grain classes or settings that cannot work; found when starting.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>What is wrong, where, and how to mend it.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>The same with the cause.</summary>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
