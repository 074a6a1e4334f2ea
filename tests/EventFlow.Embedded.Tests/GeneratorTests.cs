using EventFlow.Embedded.Tests.Contract;

namespace EventFlow.Embedded.Tests;

public sealed class GeneratorTests
{
    [Theory]
    [InlineData("EFG001", "void M();")]
    [InlineData("EFG001", "int M();")]
    [InlineData("EFG001", "IAsyncEnumerable<int> M();")]
    [InlineData("EFG002", "Task M<T>(T value);")]
    [InlineData("EFG003", "Task M(ref int value);")]
    [InlineData("EFG003", "Task M(out int value);")]
    [InlineData("EFG003", "Task M(ReadOnlySpan<byte> value);")]
    [InlineData("EFG004", "int P { get; }")]
    [InlineData("EFG004", "event Action E;")]
    [InlineData("EFG007", "Task M(CancellationToken a, CancellationToken b);")]
    public void Generate_ForAMemberThatCannotBeCalled_ReportsIt(string id, string member)
    {
        var diagnostics = Compiled.Diagnostics($"public interface IMine : IGrainWithStringKey {{ {member} }}");
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains("IMine", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [InlineData("EFG005", "public interface IMine<T> : IGrainWithStringKey { Task M(T value); }")]
    [InlineData("EFG006", "file interface IMine : IGrainWithStringKey { Task M(); }")]
    [InlineData("EFG006", "public class Outer { private interface IMine : IGrainWithStringKey { Task M(); } }")]
    public void Generate_ForAnInterfaceThatCannotHaveAProxy_ReportsIt(string id, string source) =>
        Assert.Equal(id, Assert.Single(Compiled.Diagnostics(source)).Id);

    [Fact]
    public void Generate_ForUnusualButSoundInterfaces_CompilesWithoutWarning() => Assert.Empty(Compiled.Diagnostics("""
        namespace Deep.Down
        {
            public interface IBase : IGrainWithStringKey { Task Shared(); }
            public partial interface IMine : IBase
            {
                Task<string?> @class(string? @event, int? number = 3, params string[] rest);
                ValueTask<(int A, List<string?> B)> Tuple(Dictionary<string, int[]> map);
                ValueTask Overload(int a);
                ValueTask Overload(string a);
                Task<int> WithBody() => Task.FromResult(1);
                static int Helper() => 1;
                const int Size = 3;
                public enum Kind { A }
                Task Nested(Kind kind, CancellationToken cancellation);
                [Obsolete] Task Old();
            }
            public partial interface IMine { [AlwaysInterleave, ResponseTimeout("00:00:01")] Task More(); }
            internal interface IHidden : IGrainWithStringKey { Task M(); }
            public class Outer { internal interface IInner : IGrainWithStringKey { Task M(); } }
        }
        """));

    [Fact]
    public async Task Start_WithTwoClassesOfOneInterface_Fails() => Assert.Contains("IMine is implemented by A and B", await StartError("""
        public interface IMine : IGrainWithStringKey { Task M(); }
        public class A : Grain, IMine { public Task M() => Task.CompletedTask; }
        public class B : Grain, IMine { public Task M() => Task.CompletedTask; }
        """));

    [Fact]
    public async Task Start_WithTwoClassesOfOneName_Fails() => Assert.Contains("same grain type 'a'", await StartError("""
        namespace X { public interface IMine : IGrainWithStringKey { Task M(); } public class A : Grain, IMine { public Task M() => Task.CompletedTask; } }
        namespace Y { public interface IMine : IGrainWithStringKey { Task M(); } public class AGrain : Grain, IMine { public Task M() => Task.CompletedTask; } }
        """));

    [Fact]
    public async Task Start_WithAnUnknownStorage_Fails() => Assert.Contains("storage 'cloud'; configured are 'Default'", await StartError("""
        public class S { }
        public interface IMine : IGrainWithStringKey { Task M(); }
        public class A([PersistentState("s", "cloud")] IPersistentState<S> state) : Grain, IMine { public Task M() => state.WriteStateAsync(); }
        """));

    [Fact]
    public async Task Start_WithAClassNobodyCanCall_Fails() => Assert.Contains("A implements no interface", await StartError("public class A : Grain { }"));

    [Fact]
    public async Task Start_WithASubscriberThatCannotReceive_Fails() => Assert.Contains("IStreamSubscriptionObserver", await StartError("""
        public interface IMine : IGrainWithStringKey { Task M(); }
        [ImplicitStreamSubscription("x")] public class A : Grain, IMine { public Task M() => Task.CompletedTask; }
        """));

    [Fact]
    public async Task GetGrain_OfASharedBaseInterface_TakesTheClassOfThePrefix()
    {
        var assembly = Compiled.Load("""
            namespace One { public interface IA : Base.IBase { } public class A : Grain, IA { public Task<string> Name() => Task.FromResult("A"); } }
            namespace Two { public interface IB : Base.IBase { } public class B : Grain, IB { public Task<string> Name() => Task.FromResult("B"); } }
            namespace Base { public interface IBase : IGrainWithStringKey { Task<string> Name(); } }
            """);
        await using var host = await EmbeddedHost.StartAsync(options => options.GrainAssemblies.Add(assembly));
        var a = assembly.GetType("One.IA")!;
        var grain = host.Grains.GetGrain(a, "x");
        Assert.Equal("A", await (Task<string>)a.GetInterface("Base.IBase")!.GetMethod("Name")!.Invoke(grain, null)!);
        Assert.Contains("One.A and Two.B", Assert.Throws<ArgumentException>(() => host.Grains.GetGrain(assembly.GetType("Base.IBase")!, "x")).Message);
    }

    private static async Task<string> StartError(string source)
    {
        var assembly = Compiled.Load(source);
        return (await Assert.ThrowsAsync<OrleansConfigurationException>(() => EmbeddedHost.StartAsync(options => options.GrainAssemblies.Add(assembly)))).Message;
    }
}
