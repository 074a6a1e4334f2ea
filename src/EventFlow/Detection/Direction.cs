namespace EventFlow.Detection;

/// <summary>Which way a value has to stray.</summary>
public enum Direction
{
    /// <summary>Either way.</summary>
    Both = 0,
    /// <summary>Above what is expected.</summary>
    Up = 1,
    /// <summary>Below what is expected.</summary>
    Down = 2,
}
