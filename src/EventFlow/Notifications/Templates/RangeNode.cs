namespace EventFlow.Notifications.Templates;

/// <summary><c>{{ range list }} … {{ else }} … {{ end }}</c>: once for each, which is the dot meanwhile; what follows <c>else</c> when there is none.</summary>
internal sealed record RangeNode(TemplateExpression List, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode
{
    public override void Write(TemplateRun run, object? dot)
    {
        var items = TemplateValues.List(List.Evaluate(run, dot));
        foreach (var item in items)
        {
            // Also of an empty body: a loop over nothing much is still a loop.
            run.Step();
            WriteAll(Body, run, item);
        }
        if (items.Count == 0) WriteAll(Else, run, dot);
    }
}
