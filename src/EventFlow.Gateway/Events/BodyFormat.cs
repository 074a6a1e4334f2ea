namespace EventFlow.Gateway.Events;

/// <summary>How events lie in a body.</summary>
internal enum BodyFormat
{
    /// <summary>Not known.</summary>
    None = 0,
    /// <summary>One JSON text: an event, an array of events, or an envelope.</summary>
    Json = 1,
    /// <summary>One event a line.</summary>
    Lines = 2,
}
