namespace EventFlow.Benchmarks.Runtime;

/// <summary>Does nothing, so that only the runtime is measured.</summary>
public interface INoopGrain : IGrainWithStringKey
{
    Task Noop();
}
