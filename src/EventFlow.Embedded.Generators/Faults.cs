using System;
using Microsoft.CodeAnalysis;

namespace EventFlow.Embedded.Generators;

/// <summary>What the generator refuses, each with its remedy.</summary>
internal static class Faults
{
    public static readonly DiagnosticDescriptor NotAwaitable = Make(
        "EFG001", "Grain method is not awaitable", "{0} returns neither Task, Task<T>, ValueTask nor ValueTask<T>; a grain call always takes time, so its method has to return one of these");

    public static readonly DiagnosticDescriptor GenericMethod = Make(
        "EFG002", "Generic grain method", "{0} is generic; calls of generic methods are not supported: declare one method per type");

    public static readonly DiagnosticDescriptor ByReference = Make(
        "EFG003", "Grain method parameter by reference", "{0} has a ref, out, in or pointer-like parameter, which cannot wait in a mailbox; pass a value and return the result");

    public static readonly DiagnosticDescriptor NotAMethod = Make(
        "EFG004", "Grain interface member is not a method", "{0} is not a method; grain interfaces hold methods only: declare a method that returns a task");

    public static readonly DiagnosticDescriptor GenericInterface = Make(
        "EFG005", "Generic grain interface", "{0} is generic; generic grain interfaces are not supported: declare one interface per type");

    public static readonly DiagnosticDescriptor NotAccessible = Make(
        "EFG006", "Grain interface is not accessible", "{0} is private or local to a file, so its proxy could not see it; make it internal or public");

    public static readonly DiagnosticDescriptor SeveralTokens = Make(
        "EFG007", "Several cancellation tokens", "{0} has more than one CancellationToken parameter; a grain call has one: merge them at the caller");

    private static readonly DiagnosticDescriptor[] All = [NotAwaitable, GenericMethod, ByReference, NotAMethod, GenericInterface, NotAccessible, SeveralTokens];

    public static DiagnosticDescriptor ById(string id) => Array.Find(All, descriptor => descriptor.Id == id)!;

    private static DiagnosticDescriptor Make(string id, string title, string message) =>
        new(id, title, message, "EventFlow.Grains", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
