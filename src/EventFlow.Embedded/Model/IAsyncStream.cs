namespace EventFlow.Embedded;

/// <summary>A stream of any item type.</summary>
public interface IAsyncStream
{
    /// <summary>Whether reading may start at an earlier position.</summary>
    bool IsRewindable { get; }

    /// <summary>Name of the provider.</summary>
    string ProviderName { get; }

    /// <summary>The stream's identity.</summary>
    StreamId StreamId { get; }
}
