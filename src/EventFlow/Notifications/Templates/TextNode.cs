namespace EventFlow.Notifications.Templates;

/// <summary>Text as it stands.</summary>
internal sealed record TextNode(string Text) : TemplateNode
{
    public override void Write(TemplateRun run, object? dot) => run.Write(Text);
}
