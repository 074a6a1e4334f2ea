namespace EventFlow.Load;

/// <summary>One event a line.</summary>
internal sealed class EventsLines : EventsProtocol
{
    /// <inheritdoc/>
    public override string Name => "ndjson";

    /// <inheritdoc/>
    public override string ContentType => "application/x-ndjson";

    /// <inheritdoc/>
    public override BodyTemplate Frame(IEventWriter events, int count, PayloadOptions options)
    {
        var body = new BodyWriter();
        WriteAll(body, events, count, "\n", options.Identity == IdentityKind.Ids);
        return body.Raw("\n").ToTemplate(count);
    }
}
