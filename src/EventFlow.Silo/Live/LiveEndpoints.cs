namespace EventFlow.Silo;

/// <summary>Registers and maps the live interfaces.</summary>
internal static class LiveEndpoints
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);
    private const long MaxHubMessageBytes = 64 * 1024;

    public static IServiceCollection AddLiveInterfaces(this IServiceCollection services)
    {
        services.AddSingleton<LiveSocket>();
        services.AddSignalR(static o => o.MaximumReceiveMessageSize = MaxHubMessageBytes)
            .AddJsonProtocol(static o => ApiExtensions.UseApiSpelling(o.PayloadSerializerOptions));
        services.Configure<WebSocketOptions>(static o => o.KeepAliveInterval = KeepAlive);
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapHub<LiveHub>(LivePaths.Hub);
        app.Map(LivePaths.Socket, static (HttpContext context, LiveSocket socket) => socket.Handle(context))
            .RequireAuthorization(AccessPolicies.Read).ExcludeFromDescription();
    }
}
