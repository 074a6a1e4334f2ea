using EventFlow.Silo;
using Microsoft.Extensions.DependencyInjection;
using global::Orleans.Metadata;
using global::Orleans.Runtime;
using global::Orleans.Serialization;
using global::Orleans.Serialization.TypeSystem;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>What is remembered of a grain interface is what Orleans would find out.</summary>
public sealed class GrainInterfaceTypesTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void TryGetGrainInterfaceType_EveryGrain_IsTheNameOrleansGivesIt()
    {
        var ours = new GrainInterfaceTypes(_services);
        var orleans = new GrainInterfaceTypeResolver([new AttributeGrainInterfaceTypeProvider(_services)], _services.GetRequiredService<TypeConverter>());
        var interfaces = typeof(LabelSet).Assembly.GetTypes().Concat(typeof(LiveFeed).Assembly.GetTypes()).Where(static t => t.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(t)).ToList();
        Assert.True(interfaces.Count > 20, $"Only {interfaces.Count} grain interfaces were found.");
        foreach (var type in interfaces.Concat(interfaces))
        {
            Assert.True(ours.TryGetGrainInterfaceType(type, out var found));
            Assert.Equal(orleans.GetGrainInterfaceType(type), found);
        }
    }

    [Fact]
    public void TryGetGrainInterfaceType_NoInterface_IsRefusedAsOrleansDoes() =>
        Assert.Throws<ArgumentException>(() => new GrainInterfaceTypes(_services).TryGetGrainInterfaceType(typeof(string), out _));

    public void Dispose() => _services.Dispose();
}
