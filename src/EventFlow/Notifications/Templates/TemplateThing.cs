namespace EventFlow.Notifications.Templates;

/// <summary>Something with a fixed set of fields: the notification, an alert, a name with its value. Nothing else of the process can be reached from a template.</summary>
internal sealed class TemplateThing(string what, IReadOnlyDictionary<string, object?> fields)
{
    public object? Field(string name) => fields.TryGetValue(name, out var value)
        ? value
        : throw new TemplateException($"{what} has no field {name}; it has {string.Join(", ", fields.Keys)}");
}
