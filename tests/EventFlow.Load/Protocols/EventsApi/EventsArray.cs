namespace EventFlow.Load;

/// <summary>A JSON array of events.</summary>
internal sealed class EventsArray : EventsProtocol
{
    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override string ContentType => "application/json";

    /// <inheritdoc/>
    public override BodyTemplate Frame(IEventWriter events, int count, PayloadOptions options)
    {
        var body = new BodyWriter().Raw("[");
        WriteAll(body, events, count, ",", options.Identity == IdentityKind.Ids);
        return body.Raw("]").ToTemplate(count);
    }
}
