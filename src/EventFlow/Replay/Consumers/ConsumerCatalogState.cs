namespace EventFlow.Replay;

/// <summary>The names of the consumers.</summary>
internal sealed class ConsumerCatalogState
{
    /// <summary>The names.</summary>
    public List<string> Names { get; set; } = [];
}
