using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;

namespace EventFlow.Silo;

/// <summary>The REST API: one file for each resource, mapped here.</summary>
internal static class ApiExtensions
{
    // The largest body of the API proper is a rule; events have their own, larger limit.
    private const long MaxBodyBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static o => UseApiSpelling(o.SerializerOptions));
        // A body that cannot be bound throws in every environment, so that ApiExceptionHandler can say what is wrong with it.
        services.Configure<RouteHandlerOptions>(static o => o.ThrowOnBadRequest = true);
        services.AddRequestTimeouts(static o => o.AddPolicy(nameof(ApiExtensions), new RequestTimeoutPolicy
        {
            Timeout = Timeout,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        }));
        services.AddSingleton<EventStreaming>();
        return services.AddProblems().AddApiDescription();
    }

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.WithRequestTimeout(nameof(ApiExtensions)).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        api.MapAuth();
        api.MapUsers();
        api.MapServices();
        api.MapMetricQueries();
        api.MapLogs();
        api.MapAlerts();
        api.MapIncidents();
        api.MapFeedback();
        api.MapAlertRouting();
        api.MapEscalations();
        api.MapOnCall();
        api.MapSilences();
        api.MapRules();
        api.MapChannels();
        api.MapDeadLetters();
        api.MapStreams();
        api.MapExport();
        api.MapConsumers();
        api.MapReplays();
        api.MapSystem();
        api.MapApiKeys();
        api.MapAudit();
    }

    /// <summary>How the API spells: camelCase, enums as camelCase text. The live interfaces spell alike.</summary>
    public static void UseApiSpelling(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
