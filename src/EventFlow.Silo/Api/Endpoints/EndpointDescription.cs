namespace EventFlow.Silo;

/// <summary>The few words in which an endpoint says who may call it, what it reads from the query and how it fails.</summary>
internal static class EndpointDescription
{
    /// <summary>Names the operation for the OpenAPI document.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operationId, string summary, string? description = null)
    {
        endpoint.WithName(operationId).WithSummary(summary);
        return description is null ? endpoint : endpoint.WithDescription(description);
    }

    /// <summary>Demands one of <see cref="AccessPolicies"/>.</summary>
    public static RouteHandlerBuilder Demand(this RouteHandlerBuilder endpoint, string policy) => endpoint
        .RequireAuthorization(policy)
        .Fails(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    /// <summary>Declares parameters of the query string, and the 422 that a bad one gets.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder endpoint, params IEnumerable<QueryParameter> parameters)
    {
        foreach (var parameter in parameters) endpoint.WithMetadata(parameter);
        return endpoint.Fails(StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Declares the statuses with which it fails.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.ProducesProblem(status);
        return endpoint;
    }

    /// <summary>Gives an example of the body, as JSON text.</summary>
    public static RouteHandlerBuilder BodyExample(this RouteHandlerBuilder endpoint, string json) => endpoint.WithMetadata(new BodyExample(json));
}
