namespace EventFlow.EventStore;

/// <summary>
/// Where the parts of one event lie in an encoded batch. Key: place of the service in the texts, or of the series. Other: position of the trace id, or place of the type.
/// Body: position of message, data or value. Id and Attributes are positions, 0 when no event of the batch has any.
/// </summary>
internal struct EncodedPlace
{
    public long Time;
    public int Key;
    public int Other;
    public int Body;
    public int BodyLength;
    public int Id;
    public int Attributes;
    public EventKind Kind;
    public LogSeverity Level;
}
