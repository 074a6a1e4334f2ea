namespace EventFlow.Embedded;

/// <summary>Marks what crosses grain calls. Orleans generates its codec; here it is a promise only, for nothing leaves the process.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;
