using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>What the document says about each operation beyond what its types say: credentials, query parameters, examples, meanings of statuses.</summary>
internal static class ApiOperations
{
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddSecurity(operation, metadata, context.Document!);
        foreach (var parameter in metadata.OfType<QueryParameter>()) AddParameter(operation, parameter);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            if (parameter.In == ParameterLocation.Path) parameter.Description ??= DescribePath(parameter.Name!);
        AddExample(operation, metadata.OfType<BodyExample>().LastOrDefault());
        foreach (var (status, response) in operation.Responses ?? []) response.Description = DescribeStatus(status);
        return Task.CompletedTask;
    }

    // An empty list says that nothing is needed; leaving it out would say nothing at all.
    private static void AddSecurity(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        operation.Security = [];
        if (!metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<IAllowAnonymous>().Any()) return;
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(ApiDocument.BearerScheme, document)] = [] });
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(ApiDocument.ApiKeyScheme, document)] = [] });
    }

    private static void AddParameter(OpenApiOperation operation, QueryParameter parameter)
    {
        IOpenApiSchema schema = parameter.ToSchema();
        if (parameter.Repeatable) schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema };
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Summary, Required = parameter.Required, Schema = schema,
        });
    }

    private static void AddExample(OpenApiOperation operation, BodyExample? example)
    {
        if (example is null || operation.RequestBody?.Content is not { } content) return;
        foreach (var (type, media) in content)
            if (type.Contains("json", StringComparison.Ordinal) && media is OpenApiMediaType writable) writable.Example = JsonNode.Parse(example.Json);
    }

    private static string DescribePath(string name) => name switch
    {
        "service" => "Name of the service.",
        "stream" => "Name of the stream.",
        _ => "Identity of the thing.",
    };

    private static string DescribeStatus(string status) => status switch
    {
        "200" => "Done; the answer.",
        "201" => "Made.",
        "202" => "Stored; what became of each event.",
        "204" => "Done.",
        "400" => "The request cannot be read.",
        "401" => "No credentials, or they are not valid.",
        "403" => "The role or the key's scopes do not allow it.",
        "404" => "The thing named does not exist.",
        "409" => "The state of the thing does not allow it, or it was changed by someone else.",
        "410" => "It is kept no longer; the answer says from where on there is something.",
        "413" => "The body is too large.",
        "415" => "The body has another type than expected.",
        "422" => "The request has faults; each is listed.",
        "429" => "Too much at once; `Retry-After` says when to try again.",
        "503" => "The platform cannot answer now; try again.",
        _ => "Something else.",
    };
}
