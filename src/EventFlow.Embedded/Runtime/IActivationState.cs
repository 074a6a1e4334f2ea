namespace EventFlow.Embedded.Runtime;

/// <summary>State that is read before the grain's OnActivateAsync.</summary>
internal interface IActivationState : IStorage;
