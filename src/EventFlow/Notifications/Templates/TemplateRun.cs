using System.Text;

namespace EventFlow.Notifications.Templates;

/// <summary>One wording of a template: the output so far, and how much of what it may use is used.</summary>
internal sealed class TemplateRun(object root)
{
    private readonly StringBuilder _output = new();
    private int _steps;

    /// <summary>What <c>$</c> means.</summary>
    public object Root { get; } = root;

    public string Output => _output.ToString();

    public void Step()
    {
        if (++_steps > TemplateLimits.Steps) throw new TemplateException($"it takes more than {TemplateLimits.Steps} steps; loop over less");
    }

    public void Write(string text)
    {
        if (_output.Length + text.Length > TemplateLimits.Output) throw new TemplateException($"it makes more than {TemplateLimits.Output} characters; truncate, or loop over less");
        _output.Append(text);
    }
}
