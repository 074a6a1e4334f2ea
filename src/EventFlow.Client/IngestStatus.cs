namespace EventFlow.Client;

/// <summary>What became of a batch.</summary>
public enum IngestStatus
{
    /// <summary>Not sent.</summary>
    None = 0,

    /// <summary>The silo took it and said for each event what it did (202 or 422).</summary>
    Answered,

    /// <summary>The silo is behind or starting (429, 503): try again later.</summary>
    Busy,

    /// <summary>No answer: refused connection, unknown host, time-out, broken connection.</summary>
    Unreachable,

    /// <summary>The silo failed (500, 502, 504): try again later.</summary>
    ServerFault,

    /// <summary>The key or token is missing, unknown or expired (401).</summary>
    Unauthorized,

    /// <summary>The key or token lacks the right to send (403).</summary>
    Forbidden,

    /// <summary>The request is larger than the silo takes (413).</summary>
    TooLarge,

    /// <summary>The silo did not understand the request (any other answer).</summary>
    Refused,
}
