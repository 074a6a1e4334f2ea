namespace EventFlow.Load;

/// <summary>A JSON object with the events in its member "events"; who sends and the number of the batch are in headers, since they differ at each sending.</summary>
internal sealed class EventsEnvelope : EventsProtocol
{
    /// <inheritdoc/>
    public override string Name => "envelope";

    /// <inheritdoc/>
    public override string ContentType => "application/json";

    /// <inheritdoc/>
    public override BodyTemplate Frame(IEventWriter events, int count, PayloadOptions options)
    {
        var body = new BodyWriter().Raw("{\"events\":[");
        WriteAll(body, events, count, ",", options.Identity == IdentityKind.Ids);
        return body.Raw("]}").ToTemplate(count);
    }
}
