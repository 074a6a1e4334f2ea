using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EventFlow.Conformance.Tests;

/// <summary>Reads the public surface of an assembly from its metadata, so that none of its dependencies need exist.</summary>
internal sealed class AssemblySurface : IDisposable
{
    private static readonly SignatureNames Names = new();

    private readonly PEReader _file;
    private readonly MetadataReader _reader;

    public AssemblySurface(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    /// <summary>The public types of the namespaces that match, by name.</summary>
    public Dictionary<string, TypeSurface> Types(Func<string, bool> inNamespace) => _reader.TypeDefinitions
        .Select(_reader.GetTypeDefinition)
        .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public && inNamespace(_reader.GetString(type.Namespace)))
        .Select(Read)
        .GroupBy(static type => type.Name)
        .ToDictionary(static group => group.Key, static group => group.Single());

    public void Dispose() => _file.Dispose();

    private TypeSurface Read(TypeDefinition type) => new(
        _reader.GetString(type.Name),
        Kind(type),
        type.BaseType.IsNil ? "" : Name(type.BaseType),
        type.GetInterfaceImplementations().Select(handle => Name(_reader.GetInterfaceImplementation(handle).Interface)).ToHashSet(),
        type.GetMethods().Select(_reader.GetMethodDefinition).Where(IsVisible).Select(Member)
            .Concat(type.GetFields().Select(_reader.GetFieldDefinition).Where(IsVisible).Select(Member)).ToHashSet(),
        Targets(type));

    private static string Kind(TypeDefinition type)
    {
        if ((type.Attributes & TypeAttributes.Interface) != 0)
            return "interface";
        var kind = (type.Attributes & TypeAttributes.Abstract) != 0 ? "abstract " : "";
        return kind + ((type.Attributes & TypeAttributes.Sealed) != 0 ? "sealed" : "open");
    }

    private static bool IsVisible(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool IsVisible(FieldDefinition field) =>
        (field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem
        && (field.Attributes & FieldAttributes.SpecialName) == 0;

    private string Member(MethodDefinition method)
    {
        var signature = method.DecodeSignature(Names, null);
        var parameters = method.GetParameters().Select(_reader.GetParameter).Where(static parameter => parameter.SequenceNumber > 0)
            .OrderBy(static parameter => parameter.SequenceNumber).Zip(signature.ParameterTypes, Parameter);
        var modifiers = Modifiers(method.Attributes);
        var arity = signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "";
        return $"{modifiers}{signature.ReturnType} {_reader.GetString(method.Name)}{arity}({string.Join(", ", parameters)})";
    }

    private string Parameter(Parameter parameter, string type)
    {
        var text = $"{type} {_reader.GetString(parameter.Name)}";
        if ((parameter.Attributes & ParameterAttributes.Optional) == 0)
            return text;
        var constant = parameter.GetDefaultValue();
        return constant.IsNil ? $"{text} = default" : $"{text} = {Value(_reader.GetConstant(constant))}";
    }

    private string Member(FieldDefinition field)
    {
        var text = $"{((field.Attributes & FieldAttributes.Static) != 0 ? "static " : "")}{field.DecodeSignature(Names, null)} {_reader.GetString(field.Name)}";
        var constant = field.GetDefaultValue();
        return constant.IsNil ? text : $"{text} = {Value(_reader.GetConstant(constant))}";
    }

    private string Value(Constant constant)
    {
        var value = _reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return value?.ToString() ?? "null";
    }

    private static string Modifiers(MethodAttributes attributes)
    {
        var access = (attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "public " : "protected ";
        if ((attributes & MethodAttributes.Static) != 0)
            return access + "static ";
        if ((attributes & MethodAttributes.Abstract) != 0)
            return access + "abstract ";
        return access + ((attributes & (MethodAttributes.Virtual | MethodAttributes.Final)) == MethodAttributes.Virtual ? "virtual " : "");
    }

    private string Targets(TypeDefinition type)
    {
        foreach (var attribute in type.GetCustomAttributes().Select(_reader.GetCustomAttribute))
        {
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && Name(_reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) == "System.AttributeUsageAttribute")
            {
                // The blob begins with two bytes of prologue; the targets follow.
                var blob = _reader.GetBlobReader(attribute.Value);
                blob.ReadUInt16();
                return ((AttributeTargets)blob.ReadInt32()).ToString();
            }
        }

        return "";
    }

    private string Name(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Names.GetTypeFromDefinition(_reader, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => Names.GetTypeFromReference(_reader, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(Names, null),
        _ => MetadataTokens.GetToken(handle).ToString("x", System.Globalization.CultureInfo.InvariantCulture),
    };
}
