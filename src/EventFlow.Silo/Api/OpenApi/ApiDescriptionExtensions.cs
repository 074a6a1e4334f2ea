using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and the page to try it at <c>/docs/api</c>.</summary>
internal static class ApiDescriptionExtensions
{
    private const string DocumentName = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, static o =>
    {
        o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        o.AddDocumentTransformer(ApiDocument.Describe);
        o.AddOperationTransformer(ApiOperations.Describe);
        o.AddSchemaTransformer(ApiSchemas.Describe);
    });

    public static void MapApiDescription(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapDocsPage();
    }
}
