namespace EventFlow.Benchmarks.Runtime;

/// <inheritdoc cref="INoopGrain"/>
public sealed class NoopGrain : Grain, INoopGrain
{
    /// <inheritdoc/>
    public Task Noop() => Task.CompletedTask;
}
