using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventFlow.Embedded.Generators;

/// <summary>Writes the proxy of every grain interface that the project declares.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainProxyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var proxies = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (syntax, cancellation) => syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) is INamedTypeSymbol symbol
                    && IsFirstPart(symbol, syntax.Node) && GrainInterfaceReader.IsGrainInterface(symbol)
                        ? GrainInterfaceReader.Read(symbol)
                        : null)
            .Where(static source => source is not null);

        context.RegisterSourceOutput(proxies, static (output, source) =>
        {
            foreach (var fault in source!.Faults)
                output.ReportDiagnostic(fault.ToDiagnostic());
            if (source.Text is not null)
                output.AddSource(source.FileName, source.Text);
        });
    }

    /// <summary>A partial interface is seen once per part and needs one proxy.</summary>
    private static bool IsFirstPart(INamedTypeSymbol symbol, SyntaxNode node) => symbol.DeclaringSyntaxReferences[0].GetSyntax() == node;
}
