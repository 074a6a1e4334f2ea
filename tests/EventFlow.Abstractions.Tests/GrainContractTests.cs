using System.Reflection;
using System.Text;
using EventFlow.TestKit;

namespace EventFlow.Abstractions.Tests;

/// <summary>
/// The grain contracts stand in grain-contracts.txt beside this test, so that a change of one shows in review. During a rolling upgrade silos of two
/// versions call each other: members may be added, never changed. Run with EVENTFLOW_ACCEPT=1 to write the file anew.
/// </summary>
public sealed class GrainContractTests
{
    [Fact]
    public void GrainContracts_OfThisVersion_AreThoseOfTheReviewedFile()
    {
        var path = Path.Combine(Repository.Root, "tests", "EventFlow.Abstractions.Tests", "grain-contracts.txt");
        var actual = Describe();
        if (Environment.GetEnvironmentVariable("EVENTFLOW_ACCEPT") == "1") File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void GrainContracts_OfEveryInterfaceAndMethod_HaveAnAlias()
    {
        var missing = GrainInterfaces()
            .SelectMany(static type => type.GetMethods().Cast<MemberInfo>().Prepend(type))
            .Where(static member => !member.GetCustomAttributes<AliasAttribute>(inherit: false).Any())
            .Select(static member => $"{member.DeclaringType?.Name}.{member.Name}");
        Assert.Empty(missing);
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in GrainInterfaces().OrderBy(static type => type.Name, StringComparer.Ordinal))
        {
            text.Append(Alias(type)).Append('\n');
            foreach (var method in type.GetMethods().OrderBy(static method => method.Name, StringComparer.Ordinal))
                text.Append($"    {Alias(method)}({string.Join(", ", method.GetParameters().Select(static p => Name(p.ParameterType)))}) -> {Name(method.ReturnType)}\n");
        }
        foreach (var type in typeof(LabelSet).Assembly.GetExportedTypes().Where(static type => type.GetCustomAttributes<GenerateSerializerAttribute>(inherit: false).Any()).OrderBy(static type => type.FullName, StringComparer.Ordinal))
            text.Append($"{Alias(type)} {{ {string.Join(", ", Members(type))} }}\n");
        return text.ToString();
    }

    private static IEnumerable<Type> GrainInterfaces() =>
        typeof(LabelSet).Assembly.GetExportedTypes().Where(static type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type));

    // Records are serialised by the order of their primary constructor, other members by their [Id].
    private static IEnumerable<string> Members(Type type)
    {
        var constructor = type.GetConstructors().Where(static c => c.GetParameters() is not [{ Name: "original" }]).MaxBy(static c => c.GetParameters().Length);
        var positional = constructor?.GetParameters().Select(static (p, i) => $"{i}: {Name(p.ParameterType)} {p.Name}") ?? [];
        var ids = type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(static member => member.GetCustomAttribute<IdAttribute>() is not null)
            .Select(static member => $"[{member.GetCustomAttribute<IdAttribute>()!.Id}] {member.Name}");
        return positional.Concat(ids);
    }

    private static string Alias(MemberInfo member) => member.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault()?.Alias ?? member.Name;

    private static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
