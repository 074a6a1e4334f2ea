using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using EventFlow.Ingestion;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Gateway;

/// <summary>Writes an <see cref="IngestAnswer"/>: without errors, as nearly all are, straight into the response.</summary>
internal static class AcceptedAnswer
{
    private const int MostBytesOfARange = 200;

    public static Task WriteAsync(HttpResponse response, IngestionResult result, CancellationToken cancellationToken)
    {
        if (result.Errors.Count > 0)
        {
            return response.WriteAsJsonAsync(IngestAnswer.Of(result), GatewayJson.Default.IngestAnswer, cancellationToken: cancellationToken);
        }

        var pipe = response.BodyWriter;
        var room = pipe.GetSpan(MostBytesOfARange * (result.Offsets.Count + 1));
        var length = Write(room, result);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = length;
        pipe.Advance(length);
        return FlushAsync(pipe, cancellationToken);
    }

    /// <summary>The answer as the serializer writes it; names of streams need no escapes.</summary>
    internal static int Write(Span<byte> room, IngestionResult result)
    {
        var at = 0;
        Put(room, ref at, "{\"accepted\":"u8, result.Accepted);
        Put(room, ref at, ",\"duplicates\":"u8, result.Duplicates);
        Put(room, ref at, ",\"rejected\":"u8, result.Rejected);
        Put(room, ref at, ",\"errors\":[],\"offsets\":["u8);
        for (var i = 0; i < result.Offsets.Count; i++)
        {
            var range = result.Offsets[i];
            Put(room, ref at, i == 0 ? "{\"stream\":\""u8 : ",{\"stream\":\""u8);
            at += Encoding.UTF8.GetBytes(range.Stream, room[at..]);
            Put(room, ref at, "\",\"partition\":"u8, range.Partition);
            Put(room, ref at, ",\"first\":"u8, range.First);
            Put(room, ref at, ",\"last\":"u8, range.Last);
            Put(room, ref at, "}"u8);
        }

        Put(room, ref at, "]}"u8);
        return at;
    }

    private static async Task FlushAsync(PipeWriter pipe, CancellationToken cancellationToken) => await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);

    private static void Put(Span<byte> room, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(room[at..]);
        at += text.Length;
    }

    private static void Put(Span<byte> room, ref int at, ReadOnlySpan<byte> text, long number)
    {
        Put(room, ref at, text);
        Utf8Formatter.TryFormat(number, room[at..], out var written);
        at += written;
    }
}
