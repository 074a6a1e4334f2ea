namespace EventFlow.Embedded;

/// <summary>Named state of a grain, read before OnActivateAsync; a constructor parameter with <see cref="PersistentStateAttribute"/>.</summary>
/// <typeparam name="TState">A class that System.Text.Json can write and read, with a parameterless constructor.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;
