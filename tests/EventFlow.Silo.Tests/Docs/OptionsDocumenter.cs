using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EventFlow.Silo.Tests.Docs;

/// <summary>Describes an options type as a table, from its defaults and its XML documentation.</summary>
internal static partial class OptionsDocumenter
{
    private static readonly Dictionary<Assembly, Dictionary<string, string>> Summaries = [];

    /// <summary>A heading and a table with a line for each key.</summary>
    public static string Describe(string section, Type type)
    {
        var text = new StringBuilder($"### {section}\n\n| key | default | what |\n|---|---|---|\n");
        AddLines(text, "", type);
        return text.ToString();
    }

    private static void AddLines(StringBuilder text, string prefix, Type type)
    {
        var defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsSetting))
        {
            var name = prefix + property.Name;
            if (ItemOf(property.PropertyType) is { } item) AddLines(text, $"{name}:{(typeof(IDictionary).IsAssignableFrom(property.PropertyType) ? "NAME" : "0")}:", item);
            else if (IsOurs(property.PropertyType)) AddLines(text, name + ":", property.PropertyType);
            else text.Append($"| `{name}` | {Format(property.GetValue(defaults))} | {SummaryOf(property)} |\n");
        }
    }

    // What has no text form (assemblies, serialiser options) is set by code only.
    private static bool IsSetting(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || ItemOf(type) is not null || IsOurs(type) || typeof(IEnumerable<string>).IsAssignableFrom(type);
    }

    private static Type? ItemOf(Type type) => type.IsGenericType ? type.GetGenericArguments().LastOrDefault(IsOurs) : null;

    private static bool IsOurs(Type type) => type.IsClass && type.Assembly.GetName().Name!.StartsWith("EventFlow") && type.GetConstructor(Type.EmptyTypes) is not null;

    private static string Format(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        TimeSpan span => $"`{span:c}`",
        IEnumerable<string> list => string.Join(", ", list.Select(static i => $"`{i}`")),
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => value.ToString()!,
    };

    private static string SummaryOf(PropertyInfo property)
    {
        var assembly = property.DeclaringType!.Assembly;
        if (!Summaries.TryGetValue(assembly, out var summaries)) Summaries[assembly] = summaries = Load(assembly);
        return summaries[$"P:{property.DeclaringType.FullName}.{property.Name}"];
    }

    private static Dictionary<string, string> Load(Assembly assembly) =>
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").Where(static m => m.Element("summary") is not null)
            .ToDictionary(static m => m.Attribute("name")!.Value, static m => Flatten(m.Element("summary")!));

    private static string Flatten(XElement summary)
    {
        var text = new StringBuilder();
        foreach (var node in summary.Nodes())
        {
            text.Append(node switch
            {
                XElement { Name.LocalName: "see" } see => $"`{(see.Attribute("cref") ?? see.FirstAttribute)!.Value.Split('.', ':')[^1]}`",
                XElement other => $"`{other.Value}`",
                _ => node.ToString(),
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim().Replace("|", "\\|");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
