using System.Reflection;
using EventFlow.Embedded.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Embedded.Runtime;

/// <summary>Makes instances of a grain class: services from the container, persistent state from storage.</summary>
internal sealed class GrainConstructor
{
    private static readonly MethodInfo StateParameterMethod =
        typeof(GrainConstructor).GetMethod(nameof(StateParameter), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ConstructorInvoker _constructor;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainConstructor(Type type, GrainStorages storages)
    {
        var constructor = Choose(type);
        _constructor = ConstructorInvoker.Create(constructor);
        _arguments = [.. constructor.GetParameters().Select(parameter => Argument(type, parameter, storages))];
    }

    public Grain Invoke(Activation activation, out List<IStorage>? states)
    {
        states = null;
        if (_arguments.Length == 0)
            return (Grain)_constructor.Invoke();
        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i](activation);
            if (arguments[i] is IActivationState state)
                (states ??= []).Add(state);
        }

        return (Grain)_constructor.Invoke(arguments.AsSpan());
    }

    private static ConstructorInfo Choose(Type type)
    {
        var constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(static constructor => !constructor.IsPrivate).ToArray();
        if (constructors.Length == 1)
            return constructors[0];
        return constructors.SingleOrDefault(static constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? throw new OrleansConfigurationException(
                $"{type.FullName} has {constructors.Length} constructors; expected one, or one marked [ActivatorUtilitiesConstructor].");
    }

    private static Func<Activation, object?> Argument(Type grain, ParameterInfo parameter, GrainStorages storages)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } attribute)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
                throw new OrleansConfigurationException($"Parameter {parameter.Name} of {grain.FullName} has [PersistentState] and is {type.Name}; expected IPersistentState<T>.");
            var storage = storages.Get(attribute.StorageName)
                ?? throw new OrleansConfigurationException($"Parameter {parameter.Name} of {grain.FullName} asks for storage '{attribute.StorageName}'; "
                    + $"configured are {storages.Names}. Name one of these or add it to StorageNames of the grain runtime.");
            return (Func<Activation, object?>)StateParameterMethod.MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [attribute.StateName, storage])!;
        }

        if (type == typeof(IGrainContext))
            return static activation => activation;
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return activation => activation.Class.Runtime.ServicesFor(activation, type, keyed.Key).GetRequiredKeyedService(type, keyed.Key);
        return Service(type, parameter);
    }

    private static Func<Activation, object?> Service(Type type, ParameterInfo parameter) => activation =>
    {
        var services = activation.Class.Runtime.ServicesFor(activation, type);
        if (services.GetService(type) is { } service)
            return service;
        return parameter.HasDefaultValue ? parameter.DefaultValue : services.GetRequiredService(type);
    };

    private static Func<Activation, object?> StateParameter<TState>(string stateName, GrainStorage storage) =>
        activation => new PersistentState<TState>(activation, storage, stateName);
}
