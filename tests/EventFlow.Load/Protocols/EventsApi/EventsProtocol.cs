using System.Globalization;
using System.Text.Json;

namespace EventFlow.Load;

/// <summary>POST /api/events: what its three forms share.</summary>
internal abstract class EventsProtocol : ILoadProtocol
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string Path => "/api/events";

    /// <inheritdoc/>
    public abstract string ContentType { get; }

    /// <inheritdoc/>
    public abstract BodyTemplate Frame(IEventWriter events, int count, PayloadOptions options);

    /// <inheritdoc/>
    public void Identify(HttpRequestMessage request, string producer, long sequence)
    {
        request.Headers.TryAddWithoutValidation("X-Producer", producer);
        request.Headers.TryAddWithoutValidation("X-Sequence", sequence.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public int ReadStored(ReadOnlySpan<byte> answer)
    {
        var json = new Utf8JsonReader(answer);
        var (stored, found) = (0, false);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && (json.ValueTextEquals("accepted"u8) || json.ValueTextEquals("duplicates"u8)))
            {
                json.Read();
                stored += json.GetInt32();
                found = true;
            }
        }

        return found ? stored : -1;
    }

    /// <summary>Writes events with something between them.</summary>
    protected static void WriteAll(BodyWriter body, IEventWriter events, int count, string between, bool withIds)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                body.Raw(between);
            }

            events.Write(body, withIds);
        }
    }
}
