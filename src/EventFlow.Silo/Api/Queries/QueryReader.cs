using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace EventFlow.Silo;

/// <summary>Reads the query of a request by its declared parameters and collects all that is wrong, so that the answer names every fault at once.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly List<Fault> _faults = [];

    /// <summary>What is wrong with the values read so far.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Lets an endpoint take the reader as a parameter.</summary>
    public static ValueTask<QueryReader?> BindAsync(HttpContext context) => new(new QueryReader(context.Request.Query));

    public int Read(IntegerParameter parameter)
    {
        if (Single(parameter) is not { } text) return parameter.Default;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= parameter.Min && value <= parameter.Max) return value;
        AddFault(parameter, text, $"a whole number from {parameter.Min} to {parameter.Max}");
        return parameter.Default;
    }

    public long? Read(TimeParameter parameter)
    {
        if (Single(parameter) is not { } text) return null;
        if (ApiTime.TryRead(text, out var time)) return time;
        AddFault(parameter, text, ApiTime.Expected);
        return null;
    }

    public string? Read(TextParameter parameter)
    {
        if (Single(parameter) is not { } text) return null;
        if (text.Length <= parameter.MaxLength) return text;
        AddFault(parameter, $"{text.Length} characters", $"at most {parameter.MaxLength}");
        return null;
    }

    public bool? Read(BooleanParameter parameter)
    {
        if (Single(parameter) is not { } text) return null;
        if (bool.TryParse(text, out var value)) return value;
        AddFault(parameter, text, "true or false");
        return null;
    }

    public T? Read<T>(ChoiceParameter<T> parameter)
        where T : struct, Enum
        => Single(parameter) is { } text ? Choose(parameter, text) : null;

    /// <summary>All values of a parameter that may occur several times; null when it does not occur.</summary>
    public IReadOnlyList<T>? ReadAll<T>(ChoiceParameter<T> parameter)
        where T : struct, Enum
    {
        var values = query[parameter.Name];
        if (StringValues.IsNullOrEmpty(values)) return null;
        return [.. values.Select(text => Choose(parameter, text ?? "")).OfType<T>()];
    }

    /// <summary>All labels given, by name.</summary>
    public LabelSet Read(LabelParameter parameter)
    {
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var (name, values) in query)
        {
            if (!IsOf(parameter, name)) continue;
            if (values.Count == 1) labels.Add(new(name[parameter.Prefix.Length..], values[0] ?? ""));
            else _faults.Add(new(name, $"{values.Count} values", "one value"));
        }

        return LabelSet.Create(labels);
    }

    /// <summary>A whole number that may be left out.</summary>
    public long? Read(NumberParameter parameter)
    {
        if (Single(parameter) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= parameter.Min) return value;
        AddFault(parameter, text, $"a whole number, {parameter.Min} or more");
        return null;
    }

    /// <summary>Makes a fault of each parameter that is none of these: a filter that is misspelt must not be taken for none.</summary>
    public void Refuse(IReadOnlyList<QueryParameter> allBut)
    {
        foreach (var name in query.Keys)
            if (!allBut.Any(p => p is LabelParameter label ? IsOf(label, name) : p.Name == name))
                _faults.Add(new(name.Length > 100 ? name[..100] + "…" : name, "not known here", string.Join(", ", allBut.Select(static p => p.Name))));
    }

    private static bool IsOf(LabelParameter parameter, string name) => name.Length > parameter.Prefix.Length && name.StartsWith(parameter.Prefix, StringComparison.Ordinal);

    private T? Choose<T>(ChoiceParameter<T> parameter, string text)
        where T : struct, Enum
    {
        foreach (var value in parameter.Values)
            if (string.Equals(ChoiceParameter<T>.Spell(value), text, StringComparison.OrdinalIgnoreCase)) return value;
        AddFault(parameter, text, "one of " + string.Join(", ", parameter.Values.Select(ChoiceParameter<T>.Spell)));
        return null;
    }

    // An empty value (?service=) is what an empty field of a form sends: it counts as absent.
    private string? Single(QueryParameter parameter)
    {
        var values = query[parameter.Name];
        if (values.Count > 1) AddFault(parameter, $"{values.Count} values", "one value");
        else if (values.Count == 1 && values[0] is { Length: > 0 } text) return text;
        else if (parameter.Required) AddFault(parameter, "missing", parameter.Summary);
        return null;
    }

    private void AddFault(QueryParameter parameter, string found, string expected) =>
        _faults.Add(new(parameter.Name, found.Length > 100 ? found[..100] + "…" : found, expected));
}
