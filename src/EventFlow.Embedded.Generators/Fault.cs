using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventFlow.Embedded.Generators;

/// <summary>Something in a grain interface that cannot work; holds no symbol, so that the compiler can compare it.</summary>
internal sealed record Fault(string Id, string Subject, string? Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Fault At(DiagnosticDescriptor descriptor, ISymbol symbol)
    {
        var location = symbol.Locations.Length > 0 ? symbol.Locations[0] : Location.None;
        var lines = location.GetLineSpan();
        return new(descriptor.Id, symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), location.SourceTree?.FilePath, location.SourceSpan, lines.Span);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Faults.ById(Id), Path is null ? Location.None : Location.Create(Path, Span, Lines), Subject);
}
