using EventFlow.Gateway.Bodies;
using EventFlow.Gateway.Events;
using EventFlow.Gateway.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Gateway;

/// <summary>Registers and maps the endpoints that take events.</summary>
public static class GatewayExtensions
{
    /// <summary>Adds the gateway; settings come from EventFlow:Gateway and are checked at start. Needs ingestion.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<GatewayOptions, GatewayOptionsValidator>().BindConfiguration(GatewayOptionsValidator.Section);
        services.TryAddSingleton<EventParserPool>();
        services.TryAddSingleton<BodyMemory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, BodyMemory>(static provider => provider.GetRequiredService<BodyMemory>()));
        services.TryAddSingleton<BodyReader>();
        services.TryAddSingleton<EventsEndpoint>();
        services.Replace(ServiceDescriptor.Singleton<IMemoryPoolFactory<byte>, TransportBlockPoolFactory>());
        return services;
    }

    /// <summary>Maps the endpoints. The host says who may use them, for example with <c>RequireAuthorization(AccessPolicies.Ingest)</c> on what is returned.</summary>
    public static RouteGroupBuilder MapEventFlowGateway(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Events");
        group.MapPost("/events", static (HttpContext context, EventsEndpoint endpoint) => endpoint.HandleAsync(context))
            .WithName("SendEvents")
            .WithSummary("Send events")
            .WithDescription(
                "Metrics, log records and domain events: one JSON object, an array, an envelope with producer, sequence and events, or one object a line (application/x-ndjson); gzip too. "
                + "Answers after everything good is on disk and says what became of every event. Repeating a request is harmless where events have ids, or the batch X-Producer and X-Sequence.")
            .Produces<IngestAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return group;
    }
}
