namespace EventFlow.Silo;

/// <summary>Reads the name of an enum value in a body, so that a wrong one is a fault of its field and not an unreadable document.</summary>
internal static class EnumText
{
    /// <summary>The value named, <paramref name="otherwise"/> when nothing is; a name that is not known adds a fault.</summary>
    public static T Read<T>(string field, string? text, T otherwise, List<Fault> faults)
        where T : struct, Enum
    {
        if (text is null) return otherwise;
        var values = Enum.GetValues<T>().Where(static v => !v.Equals(default(T))).ToArray();
        foreach (var value in values)
            if (string.Equals(ChoiceParameter<T>.Spell(value), text, StringComparison.OrdinalIgnoreCase)) return value;
        faults.Add(new(field, $"'{text}'", "one of " + string.Join(", ", values.Select(ChoiceParameter<T>.Spell))));
        return otherwise;
    }
}
