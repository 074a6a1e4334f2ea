namespace EventFlow.Silo;

/// <summary>The features that run in this silo, a line each: to take one out, delete its line and its folder.</summary>
internal static class FeatureExtensions
{
    public static void AddFeatures(this IServiceCollection services)
    {
        services.AddLive();
    }

    public static void MapFeatures(this IEndpointRouteBuilder app)
    {
    }
}
