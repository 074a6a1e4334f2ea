namespace EventFlow.Load;

/// <summary>All protocols.</summary>
internal static class LoadProtocols
{
    /// <summary>By name.</summary>
    public static readonly IReadOnlyDictionary<string, ILoadProtocol> All = new ILoadProtocol[]
    {
        new EventsArray(),
        new EventsEnvelope(),
        new EventsLines(),
    }.ToDictionary(static p => p.Name, StringComparer.Ordinal);
}
