using System.Text;

namespace EventFlow.Silo.Tests.Telemetry;

/// <summary>A span as it travels over OTLP: what tells its place in a trace.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name)
{
    // Field numbers of opentelemetry.proto.trace.v1: TracesData.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans, and those of Span.
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int Spans = 2;
    private const int TraceIdField = 1;
    private const int SpanIdField = 2;
    private const int ParentIdField = 4;
    private const int NameField = 5;

    /// <summary>Reads the body of an export request.</summary>
    public static IEnumerable<OtlpSpan> ReadAll(byte[] body) =>
        from resource in Fields(body, ResourceSpans)
        from scope in Fields(resource, ScopeSpans)
        from span in Fields(scope, Spans)
        select new OtlpSpan(Hex(span, TraceIdField), Hex(span, SpanIdField), Hex(span, ParentIdField), Encoding.UTF8.GetString(Fields(span, NameField).FirstOrDefault() ?? []));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault() ?? []);

    // The length-delimited fields of one number.
    private static List<byte[]> Fields(byte[] message, int number)
    {
        List<byte[]> found = [];
        for (var at = 0; at < message.Length;)
        {
            var key = ReadVarint(message, ref at);
            var length = (key & 7) switch
            {
                0 => SkipVarint(message, ref at),
                1 => 8,
                2 => (int)ReadVarint(message, ref at),
                5 => 4,
                var type => throw new InvalidDataException($"The wire type of a field is {type}."),
            };
            if ((key & 7) == 2 && (int)(key >> 3) == number) found.Add(message[at..(at + length)]);
            at += length;
        }

        return found;
    }

    private static int SkipVarint(byte[] message, ref int at)
    {
        ReadVarint(message, ref at);
        return 0;
    }

    private static ulong ReadVarint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var octet = message[at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80) return value;
        }
    }
}
