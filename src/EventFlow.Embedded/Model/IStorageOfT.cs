namespace EventFlow.Embedded;

/// <summary>One stored record of a grain with its value.</summary>
/// <typeparam name="TState">A class that System.Text.Json can write and read, with a parameterless constructor.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value in memory; a new one until the first read finds a record.</summary>
    TState State { get; set; }
}
