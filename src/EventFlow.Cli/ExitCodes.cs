namespace EventFlow.Cli;

/// <summary>What the process says to its caller. Scripts depend on the values.</summary>
internal static class ExitCodes
{
    /// <summary>All that was asked was done.</summary>
    public const int Done = 0;

    /// <summary>Some of it was not done; the output says what.</summary>
    public const int Failed = 1;

    /// <summary>The arguments make no sense.</summary>
    public const int Usage = 2;
}
