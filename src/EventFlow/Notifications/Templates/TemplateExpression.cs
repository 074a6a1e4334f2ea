namespace EventFlow.Notifications.Templates;

/// <summary>A part of a template that has a value.</summary>
internal abstract record TemplateExpression
{
    public object? Evaluate(TemplateRun run, object? dot)
    {
        run.Step();
        return ValueOf(run, dot);
    }

    protected abstract object? ValueOf(TemplateRun run, object? dot);
}
