using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Runtime;

/// <summary>A grain interface: how its proxies are made and which classes implement it.</summary>
internal sealed class GrainInterface(Type type, Func<GrainTarget, GrainReference> factory, GrainClass[] classes)
{
    public Type Type { get; } = type;

    public Func<GrainTarget, GrainReference> Factory { get; } = factory;

    public IReadOnlyList<GrainClass> Classes { get; } = classes;

    /// <summary>The class that serves calls through this interface.</summary>
    public GrainClass Class(string? classNamePrefix)
    {
        // Fast path: one class, no wish.
        if (classNamePrefix is null && classes.Length == 1)
            return classes[0];
        var matches = classNamePrefix is null
            ? classes
            : [.. classes.Where(candidate => candidate.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))];
        return matches.Length == 1
            ? matches[0]
            : throw new ArgumentException($"{Type.FullName}{(classNamePrefix is null ? "" : $" with class name prefix '{classNamePrefix}'")} is implemented by "
                + (matches.Length == 0 ? "no grain class of the assemblies given as GrainAssemblies" : string.Join(" and ", matches.Select(static match => match.Type.FullName)))
                + "; expected one.");
    }
}
