using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EventFlow.Embedded.Generators;

/// <summary>Checks a grain interface and has its proxy written.</summary>
internal static class GrainInterfaceReader
{
    private const string Marker = "EventFlow.Embedded.IGrainWithStringKey";

    public static bool IsGrainInterface(INamedTypeSymbol symbol) =>
        symbol.TypeKind == TypeKind.Interface && symbol.AllInterfaces.Any(static parent => parent.ToDisplayString() == Marker);

    public static ProxySource Read(INamedTypeSymbol symbol)
    {
        var faults = new List<Fault>();
        if (symbol.IsGenericType)
            faults.Add(Fault.At(Faults.GenericInterface, symbol));
        for (var type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal || type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected)
                faults.Add(Fault.At(Faults.NotAccessible, symbol));
        }

        var methods = new List<GrainMethodModel>();
        foreach (var member in symbol.AllInterfaces.Prepend(symbol).SelectMany(static type => type.GetMembers()))
            ReadMember(member, methods, faults);
        var name = ProxyWriter.ProxyName(symbol);
        return new(name + ".g.cs", faults.Count == 0 ? ProxyWriter.Write(symbol, name, methods) : null, new(faults));
    }

    private static void ReadMember(ISymbol member, List<GrainMethodModel> methods, List<Fault> faults)
    {
        // Accessors come with their property or event; members with a body of their own need no call.
        if (member is IMethodSymbol { AssociatedSymbol: not null } || !member.IsAbstract || member is ITypeSymbol)
            return;
        if (member is not IMethodSymbol method)
        {
            faults.Add(Fault.At(Faults.NotAMethod, member));
            return;
        }

        if (method.IsGenericMethod)
            faults.Add(Fault.At(Faults.GenericMethod, method));
        if (method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type.TypeKind == TypeKind.Pointer))
            faults.Add(Fault.At(Faults.ByReference, method));
        var model = GrainMethodModel.Of(method);
        if (model is null)
            faults.Add(Fault.At(Faults.NotAwaitable, method));
        else if (model.Tokens.Count() > 1)
            faults.Add(Fault.At(Faults.SeveralTokens, method));
        else
            methods.Add(model);
    }
}
