namespace EventFlow.Embedded.Tests.Contract;

/// <summary>What the contract suite needs of whatever hosts the grains; nothing in it names a runtime.</summary>
public interface IGrainHost : IAsyncDisposable
{
    IGrainFactory Grains { get; }

    /// <summary>What grains note for the test to see.</summary>
    Probe Probe { get; }

    /// <summary>Moves the runtime's clock on.</summary>
    void Advance(TimeSpan by);

    /// <summary>Stops the runtime in order and starts another one on the same data.</summary>
    Task RestartAsync();

    /// <summary>Appends items to a stream that outlives restarts.</summary>
    void Append(StreamId stream, params string[] items);
}
