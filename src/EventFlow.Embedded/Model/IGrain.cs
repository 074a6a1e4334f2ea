namespace EventFlow.Embedded;

/// <summary>Marker of grain interfaces.</summary>
public interface IGrain : IAddressable;
