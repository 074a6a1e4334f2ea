using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>What the document says about types that write themselves as JSON.</summary>
internal static class ApiSchemas
{
    private const string StoredExample =
        """{"$at":{"stream":"service-metrics","partition":1,"offset":4711,"receivedAt":1767225600012},"kind":"metric","timestamp":1767225600000,"service":"payments","metric":"latency_ms","value":87.5,"unit":"ms","labels":{"region":"eu"}}""";

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(LabelSet)) BeObject(schema, new OpenApiSchema { Type = JsonSchemaType.String }, """{"region":"eu"}""");
        else if (type == typeof(DetectorParameters)) BeObject(schema, new OpenApiSchema(), """{"operator":"above","value":500}""");
        else if (type == typeof(StoredEvent)) BeObject(schema, new OpenApiSchema(), StoredExample);
        else if (type == typeof(SeriesId)) BeText(schema, """latency_ms{service="payments"}""");
        else if (type == typeof(TimeSpan)) BeText(schema, "00:05:00");
        else if (type == typeof(ProblemDetails)) AddErrors(schema);
        // What a client sends may lack any member: what must be there is checked with the rest, so that all faults are told at once.
        else if (type.Name.EndsWith("Request", StringComparison.Ordinal)) schema.Required = null;
        return Task.CompletedTask;
    }

    private static void BeObject(OpenApiSchema schema, IOpenApiSchema values, string example)
    {
        schema.Type = JsonSchemaType.Object;
        schema.AdditionalProperties = values;
        schema.Examples = [JsonNode.Parse(example)!];
    }

    private static void BeText(OpenApiSchema schema, string example)
    {
        schema.Type = JsonSchemaType.String;
        schema.Pattern = null;
        schema.Format = null;
        schema.Examples = [example];
    }

    private static void AddErrors(OpenApiSchema schema)
    {
        static OpenApiSchema Text(string summary) => new() { Type = JsonSchemaType.String, Description = summary };
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["correlationId"] = Text("Finds this request in the log.");
        schema.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Each fault of the request.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["field"] = Text("Which field."), ["found"] = Text("What was found."), ["expected"] = Text("What is expected."),
                },
            },
        };
    }
}
