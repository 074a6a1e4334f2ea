namespace EventFlow.Notifications.Templates;

/// <summary><c>{{ if }} … {{ else if }} … {{ else }} … {{ end }}</c>; with <paramref name="SetsDot"/> it is <c>with</c>, and the value is the dot of what follows it.</summary>
internal sealed record BranchNode(TemplateExpression Condition, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else, bool SetsDot) : TemplateNode
{
    public override void Write(TemplateRun run, object? dot)
    {
        var value = Condition.Evaluate(run, dot);
        if (TemplateValues.IsTrue(value)) WriteAll(Then, run, SetsDot ? value : dot);
        else WriteAll(Else, run, dot);
    }
}
