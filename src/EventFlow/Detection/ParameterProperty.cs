using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace EventFlow.Detection;

/// <summary>One property of a detector's options as a parameter: described, read from JSON, shown as text.</summary>
internal sealed class ParameterProperty
{
    private const int LongestFound = 60;

    private readonly PropertyInfo _property;
    private readonly DetectorParameterAttribute _about;
    private readonly Type _type;
    private readonly bool _nullable;
    private readonly double? _min;
    private readonly double? _max;

    public ParameterProperty(PropertyInfo property)
    {
        _property = property;
        _about = property.GetCustomAttribute<DetectorParameterAttribute>()!;
        _nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null;
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            _min = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
            _max = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        }

        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
    }

    public string Name { get; }

    /// <summary>What a value has to be, for a fault.</summary>
    public string Expected
    {
        get
        {
            if (_type.IsEnum) return $"one of {string.Join(", ", Choices)}";
            if (_type == typeof(bool)) return "true or false";
            var what = _type == typeof(int) ? "an integer" : "a finite number";
            var unit = _about.Unit is null ? "" : $" ({_about.Unit})";
            return _min is { } min && _max is { } max ? string.Create(CultureInfo.InvariantCulture, $"{what} from {min} to {max}{unit}") : what + unit;
        }
    }

    private IReadOnlyList<string> Choices => _type.IsEnum ? [.. Enum.GetNames(_type).Select(JsonNamingPolicy.CamelCase.ConvertName)] : [];

    private string Kind => _type switch
    {
        { IsEnum: true } => "choice",
        _ when _type == typeof(bool) => "boolean",
        _ when _about.Unit == "s" => "duration",
        _ when _type == typeof(int) => "integer",
        _ => "number",
    };

    public DetectorParameter Describe(object defaults)
    {
        var value = _property.GetValue(defaults);
        return new(Name, _about.Title, _about.Summary, Kind, _about.Unit, value is null ? null : Json(value), _min, _max, Choices, Required: value is null && !_nullable);
    }

    public void Copy(object from, object to) => _property.SetValue(to, _property.GetValue(from));

    public string Text(object options) => _property.GetValue(options) is { } value ? Json(value) : "null";

    public bool TrySet(object options, JsonElement json)
    {
        if (!TryRead(json, out var value)) return false;
        _property.SetValue(options, value);
        return true;
    }

    public static string Found(JsonElement json)
    {
        var text = json.GetRawText();
        return text.Length <= LongestFound ? text : string.Concat(text.AsSpan(0, LongestFound), "…");
    }

    private bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null) return _nullable;
        if (_type.IsEnum) return json.ValueKind == JsonValueKind.String && TryReadChoice(json.GetString()!, out value);
        if (_type == typeof(bool))
        {
            value = json.ValueKind == JsonValueKind.True;
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }

        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDouble(out var number) || !double.IsFinite(number)) return false;
        if (number < _min || number > _max) return false;
        if (_type == typeof(int))
        {
            if (number != Math.Truncate(number) || Math.Abs(number) > int.MaxValue) return false;
            value = (int)number;
            return true;
        }

        value = number;
        return true;
    }

    private bool TryReadChoice(string text, out object? value)
    {
        var choices = Choices;
        for (var i = 0; i < choices.Count; i++)
        {
            if (!string.Equals(choices[i], text, StringComparison.OrdinalIgnoreCase)) continue;
            value = Enum.Parse(_type, Enum.GetNames(_type)[i]);
            return true;
        }

        value = null;
        return false;
    }

    private static string Json(object value) => value switch
    {
        Enum choice => '"' + JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()) + '"',
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    };
}
