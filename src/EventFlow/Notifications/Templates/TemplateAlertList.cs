using System.Collections;

namespace EventFlow.Notifications.Templates;

/// <summary>The alerts of a notification; <c>.Firing</c> and <c>.Resolved</c> are those of them that are.</summary>
internal sealed class TemplateAlertList(IReadOnlyList<object?> all, IReadOnlyList<object?> firing, IReadOnlyList<object?> resolved) : IReadOnlyList<object?>
{
    public int Count => all.Count;

    public object? this[int index] => all[index];

    public object Field(string name) => name switch
    {
        "Firing" => firing,
        "Resolved" => resolved,
        _ => throw new TemplateException($"the alerts have no field {name}; they have Firing and Resolved"),
    };

    public IEnumerator<object?> GetEnumerator() => all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
