using System.Reflection;

namespace EventFlow.Conformance.Tests;

/// <summary>The embedded model is a part of Orleans' own: no type, no member that Orleans has not, and each with the same signature.</summary>
public sealed class OrleansSurfaceTests : IDisposable
{
    /// <summary>Model types that other Orleans assemblies declare, which do not restore everywhere; their surface is kept by review.</summary>
    private static readonly Dictionary<string, string> DeclaredElsewhere = new()
    {
        ["AliasAttribute"] = "Orleans.Serialization.Abstractions",
        ["GenerateSerializerAttribute"] = "Orleans.Serialization.Abstractions",
        ["IdAttribute"] = "Orleans.Serialization.Abstractions",
        ["ImmutableAttribute"] = "Orleans.Serialization.Abstractions",
        ["ResponseTimeoutAttribute"] = "Orleans.Serialization.Abstractions",
        ["InconsistentStateException"] = "Orleans.Core",
        ["IPersistentState`1"] = "Orleans.Runtime",
        ["PersistentStateAttribute"] = "Orleans.Runtime",
        ["GrainReminderExtensions"] = "Orleans.Reminders",
        ["IGrainReminder"] = "Orleans.Reminders",
        ["IRemindable"] = "Orleans.Reminders",
        ["ReminderException"] = "Orleans.Reminders",
        ["TickStatus"] = "Orleans.Reminders",
        ["EventSequenceTokenV2"] = "Orleans.Streaming",
        ["GrainStreamingExtensions"] = "Orleans.Streaming",
        ["IAsyncBatchObserver`1"] = "Orleans.Streaming",
        ["IAsyncBatchProducer`1"] = "Orleans.Streaming",
        ["IAsyncObserver`1"] = "Orleans.Streaming",
        ["IAsyncStream"] = "Orleans.Streaming",
        ["IAsyncStream`1"] = "Orleans.Streaming",
        ["ImplicitStreamSubscriptionAttribute"] = "Orleans.Streaming",
        ["IStreamProvider"] = "Orleans.Streaming",
        ["IStreamSubscriptionHandleFactory"] = "Orleans.Streaming",
        ["IStreamSubscriptionObserver"] = "Orleans.Streaming",
        ["SequentialItem`1"] = "Orleans.Streaming",
        ["StreamId"] = "Orleans.Streaming",
        ["StreamProviderExtensions"] = "Orleans.Streaming",
        ["StreamSequenceToken"] = "Orleans.Streaming",
        ["StreamSubscriptionHandle`1"] = "Orleans.Streaming",
    };

    private readonly AssemblySurface _orleansAssembly = new(OrleansPath);
    private readonly AssemblySurface _embeddedAssembly = new(typeof(Embedded.Grain).Assembly.Location);
    private readonly Dictionary<string, TypeSurface> _orleans;
    private readonly Dictionary<string, TypeSurface> _embedded;

    public OrleansSurfaceTests()
    {
        _orleans = _orleansAssembly.Types(static ns => ns == "Orleans" || ns.StartsWith("Orleans.", StringComparison.Ordinal));
        _embedded = _embeddedAssembly.Types(static ns => ns == "EventFlow.Embedded");
    }

    private static string OrleansPath => typeof(OrleansSurfaceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "OrleansAbstractions").Value!;

    public void Dispose()
    {
        _orleansAssembly.Dispose();
        _embeddedAssembly.Dispose();
    }

    [Fact]
    public void Model_EachType_IsDeclaredByOrleans()
    {
        var unknown = _embedded.Keys.Except(_orleans.Keys).Except(DeclaredElsewhere.Keys);
        Assert.Empty(unknown);
        Assert.True(_embedded.Count - DeclaredElsewhere.Count > 20, "Too few types are compared for this test to mean anything.");
    }

    [Fact]
    public void DeclaredElsewhere_EachType_IsInTheModelAndNotInTheAssemblyCompared()
    {
        Assert.Empty(DeclaredElsewhere.Keys.Except(_embedded.Keys));
        Assert.Empty(DeclaredElsewhere.Keys.Intersect(_orleans.Keys));
    }

    [Fact]
    public void Model_EachMember_IsDeclaredByOrleansWithTheSameSignature()
    {
        var missing = Compared().SelectMany(static pair => pair.Embedded.Members.Except(pair.Orleans.Members)
            .Select(member => $"{pair.Embedded.Name}: {member}"));
        Assert.Empty(missing);
    }

    [Fact]
    public void Model_EachType_IsOfTheSameKindWithTheSameBase()
    {
        var different = Compared()
            .Where(static pair => (pair.Embedded.Kind, pair.Embedded.Base, pair.Embedded.AttributeTargets) != (pair.Orleans.Kind, Base(pair.Orleans), pair.Orleans.AttributeTargets))
            .Select(static pair => $"{pair.Embedded.Name}: {pair.Embedded.Kind} : {pair.Embedded.Base} {pair.Embedded.AttributeTargets}; "
                + $"Orleans has {pair.Orleans.Kind} : {pair.Orleans.Base} {pair.Orleans.AttributeTargets}");
        Assert.Empty(different);
    }

    [Fact]
    public void Model_EachInterfaceOfAType_IsImplementedThereToo()
    {
        var missing = Compared().SelectMany(static pair => pair.Embedded.Interfaces.Except(pair.Orleans.Interfaces)
            .Select(name => $"{pair.Embedded.Name}: {name}"));
        Assert.Empty(missing);
    }

    private IEnumerable<(TypeSurface Embedded, TypeSurface Orleans)> Compared() =>
        _embedded.Values.Where(type => _orleans.ContainsKey(type.Name)).Select(type => (type, _orleans[type.Name]));

    // Placement is not part of the model: there is one place.
    private static string Base(TypeSurface type) => type.Base == "PlacementAttribute" ? "System.Attribute" : type.Base;
}
