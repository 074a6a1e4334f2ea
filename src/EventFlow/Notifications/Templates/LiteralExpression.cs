namespace EventFlow.Notifications.Templates;

/// <summary>A text, a number, true or false.</summary>
internal sealed record LiteralExpression(object Value) : TemplateExpression
{
    protected override object? ValueOf(TemplateRun run, object? dot) => Value;
}
