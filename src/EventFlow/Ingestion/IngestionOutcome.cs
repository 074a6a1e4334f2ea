namespace EventFlow.Ingestion;

/// <summary>How a request ended as a whole. Zero is not success.</summary>
public enum IngestionOutcome
{
    /// <summary>Nothing was decided; a default value of this type.</summary>
    None = 0,
    /// <summary>What is good is durable; the result says what was not good.</summary>
    Stored = 1,
    /// <summary>Not one item was good.</summary>
    AllRejected = 2,
    /// <summary>The request has more events than allowed; nothing was stored.</summary>
    TooMany = 3,
    /// <summary>The caller sends more than its share, or the log is behind; try again later. Some may be stored: the result says which are not.</summary>
    Overloaded = 4,
    /// <summary>The log cannot write now. Some may be stored: the result says which are not.</summary>
    Unavailable = 5,
}
