namespace EventFlow.Conformance.Tests;

/// <summary>What programs can see of a type, in words that are the same for both assemblies.</summary>
/// <param name="Name">Name without namespace, with the number of type parameters.</param>
/// <param name="Kind">Class, struct, interface or enum, with abstract and sealed.</param>
/// <param name="Base">The base class.</param>
/// <param name="Interfaces">The interfaces implemented.</param>
/// <param name="Members">Public and protected members, one line each.</param>
/// <param name="AttributeTargets">For attributes: where they may stand; otherwise empty.</param>
public sealed record TypeSurface(
    string Name, string Kind, string Base, IReadOnlySet<string> Interfaces, IReadOnlySet<string> Members, string AttributeTargets);
