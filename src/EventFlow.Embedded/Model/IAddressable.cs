namespace EventFlow.Embedded;

/// <summary>Marker of everything that can be addressed by a call.</summary>
public interface IAddressable;
