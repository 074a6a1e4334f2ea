namespace EventFlow.Embedded;

/// <summary>Marker of everything that can be addressed by a call.</summary>
public interface IAddressable;

/// <summary>Marker of grain interfaces.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain whose identity is a string, unique within its type.</summary>
public interface IGrainWithStringKey : IGrain;
