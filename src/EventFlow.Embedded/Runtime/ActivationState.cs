namespace EventFlow.Embedded.Runtime;

/// <summary>The life of an activation; it only ever moves forward.</summary>
internal enum ActivationState : byte
{
    New = 0,
    Activating,
    Valid,
    Deactivating,
    Gone,
}
