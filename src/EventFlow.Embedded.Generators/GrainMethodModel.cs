using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventFlow.Embedded.Generators;

/// <summary>A grain method as its proxy needs it, in the words of the generated code.</summary>
internal sealed class GrainMethodModel
{
    private const string Namespace = "EventFlow.Embedded.";

    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly IMethodSymbol _method;

    private GrainMethodModel(IMethodSymbol method, bool isValueTask, ITypeSymbol? result)
    {
        _method = method;
        IsValueTask = isValueTask;
        Result = result?.ToDisplayString(Full);
    }

    /// <summary>Null for a method without result.</summary>
    public string? Result { get; }

    public bool IsValueTask { get; }

    public string Name => _method.Name;

    /// <summary>The name as an identifier: it may be a keyword.</summary>
    public string Identifier => SyntaxFacts.GetKeywordKind(Name) == SyntaxKind.None ? Name : "@" + Name;

    public string Interface => _method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public string InterfaceName => _method.ContainingType.Name;

    public string ReturnType => _method.ReturnType.ToDisplayString(Full);

    public IEnumerable<(string Type, int Index)> Parameters =>
        _method.Parameters.Select(static (parameter, index) => (parameter.Type.ToDisplayString(Full), index));

    public IEnumerable<int> Tokens => _method.Parameters
        .Select(static (parameter, index) => (parameter, index))
        .Where(static entry => entry.parameter.Type.ToDisplayString() == "System.Threading.CancellationToken")
        .Select(static entry => entry.index);

    public string Options
    {
        get
        {
            var set = new[] { "AlwaysInterleave", "ReadOnly", "OneWay" }
                .Where(name => Attribute(name) is not null)
                .Select(static name => "global::EventFlow.Embedded.CodeGeneration.GrainCallOptions." + name)
                .ToArray();
            return set.Length == 0 ? "global::EventFlow.Embedded.CodeGeneration.GrainCallOptions.None" : string.Join(" | ", set);
        }
    }

    public long TimeoutTicks => Attribute("ResponseTimeout")?.ConstructorArguments.FirstOrDefault().Value is string text
        && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) ? timeout.Ticks : 0;

    /// <summary>Null when the method does not return one of the four task types.</summary>
    public static GrainMethodModel? Of(IMethodSymbol method)
    {
        if (method.ReturnType is not INamedTypeSymbol { ContainingNamespace: { } home } type || home.ToDisplayString() != "System.Threading.Tasks")
            return null;
        return (type.Name, type.TypeArguments.Length) switch
        {
            ("Task", 0) => new(method, false, null),
            ("ValueTask", 0) => new(method, true, null),
            ("Task", 1) => new(method, false, type.TypeArguments[0]),
            ("ValueTask", 1) => new(method, true, type.TypeArguments[0]),
            _ => null,
        };
    }

    private AttributeData? Attribute(string name) =>
        _method.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == Namespace + name + "Attribute");
}
