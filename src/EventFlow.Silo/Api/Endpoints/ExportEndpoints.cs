using System.Globalization;

namespace EventFlow.Silo;

/// <summary>Stored events as a file.</summary>
internal static class ExportEndpoints
{
    private const string Zipped = "ndjson.gz";

    private static readonly TextParameter Stream = new("stream", "Name of the stream.", StreamNames.Metrics) { Required = true };
    private static readonly TextParameter Format = new("format", $"`ndjson`, or `{Zipped}` for a compressed file. Default `ndjson`, compressed on the way when `Accept-Encoding` allows.", Zipped) { MaxLength = 20 };

    private static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        Stream, EventParameters.Partition, EventParameters.Offset, EventParameters.From, EventParameters.To, .. EventParameters.Filters, EventParameters.Cursor, Format,
    ];

    public static void MapExport(this IEndpointRouteBuilder api) => api.MapGet("/export", Export).WithTags("Event store")
        .Describe(
            "exportEvents", "The events of a range as a file that POST /api/events takes",
            "One event a line. The last line, `{\"$end\":{\"events\",\"sha256\",\"next\"}}`, tells a whole file from a cut one: how many events there are, and the SHA-256 of all bytes before that line.")
        .Query(Parameters).Produces(StatusCodes.Status200OK, contentType: EventStreaming.Lines).Demand(AccessPolicies.Read).Fails(404, 410, 429)
        .DisableRequestTimeout();

    private static async Task<IResult> Export(HttpContext context, QueryReader query, EventStreaming streaming, TimeProvider time)
    {
        query.Refuse(Parameters);
        var (stream, format) = (query.Read(Stream), query.Read(Format) ?? "ndjson");
        var asked = query.ReadEventQuery(stream ?? "", int.MaxValue);
        IReadOnlyList<Fault> faults = format is "ndjson" or Zipped ? query.Faults : [.. query.Faults, new("format", $"'{format}'", $"ndjson or {Zipped}")];
        if (faults.Count > 0) return ApiProblems.Invalid(faults);
        var name = string.Create(CultureInfo.InvariantCulture, $"{stream}-{time.GetUtcNow():yyyyMMdd-HHmmss}.{format}");
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status200OK) context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            return Task.CompletedTask;
        });
        await streaming.SendAsync(context, asked, asFile: format == Zipped);
        return Results.Empty;
    }
}
