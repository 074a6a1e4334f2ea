namespace EventFlow.Embedded;

/// <summary>A grain whose identity is a string, unique within its type.</summary>
public interface IGrainWithStringKey : IGrain;
