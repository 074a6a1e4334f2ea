using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace EventFlow.Detection;

/// <summary>
/// Derives the parameters of a detector from its options type and reads them from the JSON of a rule, so that a new detector needs no change to the API, the rule editor or the validation.
/// </summary>
internal sealed class ParameterBinder<TOptions>
    where TOptions : class, IDetectorOptions, new()
{
    private readonly ParameterProperty[] _properties =
    [
        .. typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.CanWrite && p.IsDefined(typeof(DetectorParameterAttribute)))
            .OrderBy(static p => p.MetadataToken)
            .Select(static p => new ParameterProperty(p)),
    ];

    /// <summary>The parameters in the order the options declare them.</summary>
    public IReadOnlyList<DetectorParameter> Describe(TOptions defaults) => [.. _properties.Select(p => p.Describe(defaults))];

    /// <summary>The defaults with what the JSON names changed; null when there are faults.</summary>
    public TOptions? Bind(DetectorParameters parameters, TOptions defaults, ICollection<Fault> faults)
    {
        var before = faults.Count;
        var options = new TOptions();
        foreach (var property in _properties) property.Copy(defaults, options);
        Read(parameters, options, faults);
        if (faults.Count > before) return null;
        foreach (var fault in options.FindContradictions()) faults.Add(fault with { Field = Prefixed(fault.Field) });
        return faults.Count > before ? null : options;
    }

    /// <summary>All values in one text that is equal exactly when they are.</summary>
    public string Canonical(TOptions options)
    {
        var text = new StringBuilder("{");
        foreach (var property in _properties) text.Append(text.Length > 1 ? "," : "").Append(property.Name).Append(':').Append(property.Text(options));
        return text.Append('}').ToString();
    }

    private void Read(DetectorParameters parameters, TOptions options, ICollection<Fault> faults)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(string.IsNullOrWhiteSpace(parameters.Json) ? "{}" : parameters.Json);
        }
        catch (JsonException e)
        {
            faults.Add(new("parameters", $"not JSON at line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}", "a JSON object"));
            return;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new("parameters", ParameterProperty.Found(document.RootElement), "a JSON object"));
                return;
            }

            foreach (var member in document.RootElement.EnumerateObject()) ReadMember(member, options, faults);
        }
    }

    private void ReadMember(JsonProperty member, TOptions options, ICollection<Fault> faults)
    {
        if (Array.Find(_properties, p => string.Equals(p.Name, member.Name, StringComparison.OrdinalIgnoreCase)) is not { } property)
        {
            faults.Add(new(Prefixed(member.Name), "not a parameter of this detector", string.Create(CultureInfo.InvariantCulture, $"one of {string.Join(", ", _properties.Select(static p => p.Name))}")));
            return;
        }

        if (!property.TrySet(options, member.Value)) faults.Add(new(Prefixed(property.Name), ParameterProperty.Found(member.Value), property.Expected));
    }

    private static string Prefixed(string field) => "parameters." + field;
}
