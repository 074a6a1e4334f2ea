using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EventFlow.Silo;

/// <summary>What the document says about the API as a whole.</summary>
internal static class ApiDocument
{
    public const string BearerScheme = "bearer";
    public const string ApiKeyScheme = "apiKey";

    private static readonly (string Name, string Summary)[] Tags =
    [
        ("Auth", "Sign in, refresh, and who is calling."),
        ("Events", "Send metrics, log records and domain events."),
        ("Services", "The services that are watched."),
        ("Metrics", "Series and their samples."),
        ("Logs", "Log records."),
        ("Alerts", "What is wrong, and what was done about it."),
        ("Incidents", "Alerts that belong together, with where they began."),
        ("Feedback", "What detection learned from people: false alarms and silences."),
        ("Event store", "Stored events: streams, reading, consumers, replays, export."),
        ("Alert routing", "Where alerts go: the tree of routes, its versions, and the tester."),
        ("Escalation", "Whom to tell, step by step, while nobody acknowledges."),
        ("On call", "Who is on call when: rotas, their calendar, and overrides."),
        ("Silences", "What is not told for a while: silences and maintenance windows."),
        ("Rules", "What counts as wrong."),
        ("Channels", "Who is told, and what could not be delivered."),
        ("System", "The overview and the platform itself."),
        ("API keys", "Keys of integrations."),
        ("Audit", "Who changed what."),
    ];

    public static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new()
        {
            Title = "EventFlow",
            Version = ProcessInfo.Version,
            Description = "Applications push events; EventFlow keeps them, learns what is normal, and tells the right person once. " +
                "Lists take `offset` and `limit`; errors are problem documents (RFC 9457), with `errors` naming each faulty field.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/", Description = "This silo" }];
        document.Tags = new HashSet<OpenApiTag>(Tags.Select(static t => new OpenApiTag { Name = t.Name, Description = t.Summary }));
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The token that POST /api/auth/login gives.",
            },
            [ApiKeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key made by POST /api/api-keys.",
            },
        };
        return Task.CompletedTask;
    }
}
