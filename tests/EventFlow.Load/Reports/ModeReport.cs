namespace EventFlow.Load;

/// <summary>What one measurement found: figures by name, in order; null where the system does not tell.</summary>
internal sealed class ModeReport(string mode, string what)
{
    private readonly List<KeyValuePair<string, double?>> _figures = [];

    /// <summary>Name of the mode.</summary>
    public string Mode => mode;

    /// <summary>What was done, in words.</summary>
    public string What => what;

    /// <summary>The figures. A name ends in its unit.</summary>
    public IReadOnlyList<KeyValuePair<string, double?>> Figures => _figures;

    /// <summary>What is wanted of them.</summary>
    public List<Goal> Goals { get; } = [];

    /// <summary>What a reader has to know beside the figures.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Faults: something acknowledged is missing, an answer was wrong. The tool ends with 1 when there is one.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>A figure; null when it is not there or not known.</summary>
    public double? this[string name] => _figures.LastOrDefault(f => f.Key == name).Value;

    /// <summary>Adds a figure.</summary>
    public void Add(string name, double? value) => _figures.Add(new(name, value));
}
