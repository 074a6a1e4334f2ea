namespace EventFlow.Silo;

/// <summary>The page to try the API: three static files of our own, nothing from elsewhere.</summary>
internal static class DocsPage
{
    public static void MapDocsPage(this IEndpointRouteBuilder app)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "docs-page");
        foreach (var (path, file, type) in ((string, string, string)[])
            [("/docs/api", "index.html", "text/html"), ("/docs/api.css", "api.css", "text/css"), ("/docs/api.js", "api.js", "text/javascript")])
            app.MapGet(path, () => TypedResults.PhysicalFile(Path.Combine(root, file), type)).AllowAnonymous().ExcludeFromDescription();
    }
}
