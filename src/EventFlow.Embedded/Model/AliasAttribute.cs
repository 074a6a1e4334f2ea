namespace EventFlow.Embedded;

/// <summary>The name of a type or method on the wire, so that the code's name may change.</summary>
/// <param name="alias">The name; never changed once released.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name.</summary>
    public string Alias { get; } = alias;
}
