using System.Reflection;
using EventFlow.Embedded.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventFlow.Embedded.Tests;

/// <summary>Compiles source with the generator, as a project that imports GrainRuntime.props would be.</summary>
internal static class Compiled
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What the compiler and the generator complain about.</summary>
    public static IReadOnlyList<Diagnostic> Diagnostics(string source)
    {
        var (compilation, generated) = Compile(source);
        return [.. generated, .. compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>The assembly, loaded.</summary>
    public static Assembly Load(string source)
    {
        var (compilation, _) = Compile(source);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Generated) Compile(string source)
    {
        var tree = CSharpSyntaxTree.ParseText($"using System; using System.Threading; using System.Threading.Tasks; using System.Collections.Generic; using EventFlow.Embedded;\n{source}", Language, "Grains.cs");
        var compilation = CSharpCompilation.Create(
            $"Grains{Guid.NewGuid():N}", [tree], References, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new GrainProxyGenerator().AsSourceGenerator()], parseOptions: Language)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics);
        return (updated, diagnostics);
    }
}
