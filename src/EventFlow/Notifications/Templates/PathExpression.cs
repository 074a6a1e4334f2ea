namespace EventFlow.Notifications.Templates;

/// <summary><c>.</c>, <c>.Alerts.Firing</c>, <c>$.Status</c>: fields one after the other, from the dot, from the whole notification, or from another expression.</summary>
internal sealed record PathExpression(bool FromRoot, TemplateExpression? From, IReadOnlyList<string> Fields) : TemplateExpression
{
    protected override object? ValueOf(TemplateRun run, object? dot)
    {
        var value = From is not null ? From.Evaluate(run, dot) : FromRoot ? run.Root : dot;
        foreach (var field in Fields) value = TemplateValues.Field(value, field);
        return value;
    }
}
