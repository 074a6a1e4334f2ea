namespace EventFlow.Load;

/// <summary>Writes events of one kind, one after another, as JSON objects.</summary>
internal interface IEventWriter
{
    /// <summary>Writes the next event, with an id where one is wanted.</summary>
    void Write(BodyWriter body, bool withId);
}
