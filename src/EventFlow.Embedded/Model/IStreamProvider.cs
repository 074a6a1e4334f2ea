namespace EventFlow.Embedded;

/// <summary>Gives streams by identity.</summary>
public interface IStreamProvider
{
    /// <summary>Name under which it was registered.</summary>
    string Name { get; }

    /// <summary>Whether reading may start at an earlier position.</summary>
    bool IsRewindable { get; }

    /// <summary>The stream of this identity; it need not exist before.</summary>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
