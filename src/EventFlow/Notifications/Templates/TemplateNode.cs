namespace EventFlow.Notifications.Templates;

/// <summary>A part of a template that writes.</summary>
internal abstract record TemplateNode
{
    public abstract void Write(TemplateRun run, object? dot);

    public static void WriteAll(IReadOnlyList<TemplateNode> nodes, TemplateRun run, object? dot)
    {
        foreach (var node in nodes)
        {
            run.Step();
            node.Write(run, dot);
        }
    }
}
