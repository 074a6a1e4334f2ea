namespace EventFlow.Dashboard.Escalation;

/// <summary>What is typed into the form of an escalation policy.</summary>
public sealed class PolicyForm
{
    /// <summary>Its id; fixed once it exists.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The steps.</summary>
    public List<StepForm> Steps { get; } = [];

    /// <summary>How often all steps are gone through again.</summary>
    public int Repeat { get; set; }

    /// <summary>How long after the last step.</summary>
    public string RepeatAfter { get; set; } = "30m";

    /// <summary>How often those told are reminded; empty: not.</summary>
    public string Remind { get; set; } = "";

    /// <summary>Why it is changed.</summary>
    public string Comment { get; set; } = "";

    /// <summary>Whether it exists already.</summary>
    public bool IsKnown { get; init; }

    /// <summary>A form for a new policy.</summary>
    public static PolicyForm New()
    {
        var form = new PolicyForm();
        form.Steps.Add(new() { After = "0s" });
        return form;
    }

    /// <summary>A form that shows a policy.</summary>
    public static PolicyForm Of(EscalationPolicy policy)
    {
        var form = new PolicyForm { Id = policy.Id, Name = policy.Name, Repeat = policy.Repeat, RepeatAfter = policy.RepeatAfter ?? "30m", Remind = policy.Remind ?? "", IsKnown = true };
        form.Steps.AddRange((policy.Steps ?? []).Select(static (s, i) => new StepForm { After = s.After ?? (i == 0 ? "0s" : "15m"), Channels = string.Join(", ", s.Channels ?? []), Rotas = string.Join(", ", s.Rotas ?? []) }));
        return form;
    }

    /// <summary>The policy, as far as it can be read; its faults are found when it is put.</summary>
    public EscalationPolicy Build() => new()
    {
        Id = Id.Trim(), Name = Name.Trim(), Steps = [.. Steps.Select(static s => s.Build())], Repeat = Repeat, RepeatAfter = Text(RepeatAfter), Remind = Text(Remind), Comment = Comment.Trim(),
    };

    internal static string? Text(string text) => text.Trim() is { Length: > 0 } some ? some : null;
}
