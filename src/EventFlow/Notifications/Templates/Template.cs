namespace EventFlow.Notifications.Templates;

/// <summary>
/// A small language for the words of a message, a part of the one Alertmanager's templates are written in: text with <c>{{ … }}</c>, fields, functions, <c>if</c>, <c>with</c> and <c>range</c>.
/// It cannot reach anything but the notification, and ends within <see cref="TemplateLimits"/>. Thread safe.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<TemplateNode> _nodes;

    private Template(IReadOnlyList<TemplateNode> nodes) => _nodes = nodes;

    /// <summary>Reads a template. Throws <see cref="TemplateException"/>.</summary>
    public static Template Parse(string source) => new(TemplateParser.Parse(source));

    /// <summary>Why a text is not a template; null when it is one.</summary>
    public static string? FaultOf(string source)
    {
        try
        {
            Parse(source);
            return null;
        }
        catch (TemplateException error)
        {
            return error.Message;
        }
    }

    /// <summary>Words a notification. Throws <see cref="TemplateException"/>.</summary>
    public string Write(TemplateThing notification)
    {
        var run = new TemplateRun(notification);
        TemplateNode.WriteAll(_nodes, run, notification);
        return run.Output;
    }
}
