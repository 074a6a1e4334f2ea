namespace EventFlow.Dashboard.Escalation;

/// <summary>What is typed into the form of a step.</summary>
public sealed class StepForm
{
    /// <summary>How long after the step before.</summary>
    public string After { get; set; } = "15m";

    /// <summary>Ids of channels, with commas.</summary>
    public string Channels { get; set; } = "";

    /// <summary>Ids of rotas, with commas.</summary>
    public string Rotas { get; set; } = "";

    /// <summary>The step.</summary>
    public EscalationStep Build() => new() { After = PolicyForm.Text(After), Channels = Split(Channels), Rotas = Split(Rotas) };

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
