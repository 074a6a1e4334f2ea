using System.Collections.Frozen;
using Orleans.Hosting;
using Orleans.Serialization;

namespace EventFlow.Silo;

/// <summary>Lets a grain take its state along when it moves to another silo: as the JSON that is kept of it, which the next version and the one before can read.</summary>
internal static class GrainStates
{
    /// <summary>The types of state that grains of EventFlow ask for.</summary>
    public static FrozenSet<Type> Types { get; } = typeof(LiveFeed).Assembly.GetTypes()
        .Where(static type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(Grain)))
        .SelectMany(static grain => grain.GetConstructors())
        .SelectMany(static constructor => constructor.GetParameters())
        .Select(static parameter => parameter.ParameterType)
        .Where(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>))
        .Select(static type => type.GetGenericArguments()[0])
        .ToFrozenSet();

    public static ISiloBuilder AddGrainStates(this ISiloBuilder orleans)
    {
        orleans.Services.AddSerializer(static serializer => serializer.AddGrainStates());
        return orleans;
    }

    public static ISerializerBuilder AddGrainStates(this ISerializerBuilder serializer) => serializer.AddJsonSerializer(Types.Contains, GrainStateJson.Options);
}
