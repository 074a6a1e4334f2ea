namespace EventFlow.Silo;

/// <summary>Paths of the live interfaces.</summary>
internal static class LivePaths
{
    public const string Hub = "/hubs/live";
    public const string Socket = "/ws";

    /// <summary>Whether a path belongs to one of them.</summary>
    public static bool Contains(PathString path) => path.StartsWithSegments(Hub) || path.StartsWithSegments(Socket);
}
