using System.Collections.Frozen;
using System.Reflection;
using EventFlow.Embedded.CodeGeneration;
using EventFlow.Embedded.Storage;

namespace EventFlow.Embedded.Runtime;

/// <summary>The grain classes and interfaces of the assemblies given, and which class serves which interface. Faults are found here, when starting.</summary>
internal sealed class GrainCatalog
{
    private readonly FrozenDictionary<Type, GrainInterface> _interfaces;
    private readonly FrozenDictionary<GrainType, GrainClass> _byType;

    public GrainCatalog(GrainRuntime runtime, IEnumerable<Assembly> assemblies, GrainStorages storages)
    {
        Assembly[] distinct = [.. assemblies.Distinct()];
        var classes = distinct.SelectMany(LoadTypes)
            .Where(static type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsSubclassOf(typeof(Grain)))
            .OrderBy(static type => type.FullName, StringComparer.Ordinal)
            .Select(type => new GrainClass(runtime, type, TypeName(type), new GrainConstructor(type, storages)))
            .ToArray();
        Check(classes);
        Classes = classes;
        _byType = classes.ToFrozenDictionary(static grainClass => grainClass.GrainType);
        _interfaces = Proxies(distinct, classes).ToFrozenDictionary(
            static proxy => proxy.InterfaceType,
            proxy => new GrainInterface(proxy.InterfaceType, proxy.Factory, [.. classes.Where(grainClass => proxy.InterfaceType.IsAssignableFrom(grainClass.Type))]));
        CheckInterfaces();
    }

    public IReadOnlyList<GrainClass> Classes { get; }

    public GrainClass? Find(GrainType type) => _byType.GetValueOrDefault(type);

    public GrainInterface Interface(Type type) => _interfaces.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"{type.FullName} is not known to the grain runtime; expected an interface deriving from IGrainWithStringKey in one of "
            + "the assemblies given as GrainAssemblies, and the project that declares it to import GrainRuntime.props.", nameof(type));

    private static IEnumerable<Type> LoadTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            throw new OrleansConfigurationException($"The types of {assembly.GetName().Name} cannot be read: {error.LoaderExceptions.FirstOrDefault()?.Message}", error);
        }
    }

    /// <summary>The class's name in lower case without "grain" at its end, as Orleans names grain types.</summary>
    private static GrainType TypeName(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name);
    }

    private static IEnumerable<GrainProxyAttribute> Proxies(Assembly[] assemblies, GrainClass[] classes) =>
        assemblies.Concat(classes.SelectMany(static grainClass => GrainInterfaces(grainClass.Type)).Select(static type => type.Assembly))
            .Distinct()
            .SelectMany(static assembly => assembly.GetCustomAttributes<GrainProxyAttribute>());

    private static IEnumerable<Type> GrainInterfaces(Type type) =>
        type.GetInterfaces().Where(static candidate => candidate != typeof(IGrainWithStringKey) && typeof(IGrainWithStringKey).IsAssignableFrom(candidate));

    private static void Check(GrainClass[] classes)
    {
        foreach (var same in classes.GroupBy(static grainClass => grainClass.GrainType).Where(static group => group.Count() > 1))
        {
            throw new OrleansConfigurationException($"Grain classes {string.Join(" and ", same.Select(static grainClass => grainClass.Type.FullName))} "
                + $"have the same grain type '{same.Key}'; expected distinct class names. Rename one.");
        }

        foreach (var grainClass in classes)
        {
            var name = grainClass.Type.FullName;
            if (!GrainInterfaces(grainClass.Type).Any())
                throw new OrleansConfigurationException($"Grain class {name} implements no interface deriving from IGrainWithStringKey, so nothing can call it.");
            if (grainClass.Type.IsDefined(typeof(StatelessWorkerAttribute), true) && grainClass.MaxLocalWorkers < 1)
                throw new OrleansConfigurationException($"[StatelessWorker] of {name} allows {grainClass.MaxLocalWorkers} activations; expected 1 or more.");
            if (grainClass is { StreamNamespaces.Count: > 0, MaxLocalWorkers: > 0 })
                throw new OrleansConfigurationException($"{name} has [ImplicitStreamSubscription] and [StatelessWorker]; a stream needs one receiver with a position. Remove one of the two.");
            if (grainClass.StreamNamespaces.Count > 0 && !typeof(IStreamSubscriptionObserver).IsAssignableFrom(grainClass.Type))
                throw new OrleansConfigurationException($"{name} has [ImplicitStreamSubscription] and does not implement IStreamSubscriptionObserver, so it could not receive.");
        }
    }

    private void CheckInterfaces()
    {
        foreach (var known in _interfaces.Values)
        {
            // A base interface may be shared; the interface a class is called by may not.
            var own = known.Classes.Where(grainClass => GrainInterfaces(grainClass.Type).All(other => other == known.Type || !known.Type.IsAssignableFrom(other))).ToArray();
            if (own.Length > 1)
            {
                throw new OrleansConfigurationException($"{known.Type.FullName} is implemented by {string.Join(" and ", own.Select(static grainClass => grainClass.Type.FullName))}; "
                    + "expected one grain class. Give the other an interface of its own.");
            }
        }

        foreach (var grainClass in Classes)
        {
            if (GrainInterfaces(grainClass.Type).FirstOrDefault(type => !_interfaces.ContainsKey(type)) is { } missing)
            {
                throw new OrleansConfigurationException($"{missing.FullName}, implemented by {grainClass.Type.FullName}, has no generated proxy; "
                    + $"expected project {missing.Assembly.GetName().Name} to import GrainRuntime.props.");
            }
        }
    }
}
