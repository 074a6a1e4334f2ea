namespace EventFlow.Notifications.Templates;

/// <summary><c>{{ expression }}</c>: its value as text.</summary>
internal sealed record ValueNode(TemplateExpression Expression) : TemplateNode
{
    public override void Write(TemplateRun run, object? dot) => run.Write(TemplateValues.Text(Expression.Evaluate(run, dot)));
}
