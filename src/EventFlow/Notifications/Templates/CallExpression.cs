namespace EventFlow.Notifications.Templates;

/// <summary>A function with its arguments; of a pipe, the value before it is the last one.</summary>
internal sealed record CallExpression(string Name, Func<IReadOnlyList<object?>, object?> Function, IReadOnlyList<TemplateExpression> Arguments) : TemplateExpression
{
    protected override object? ValueOf(TemplateRun run, object? dot)
    {
        var values = new object?[Arguments.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Arguments[i].Evaluate(run, dot);
        return Function(values);
    }
}
