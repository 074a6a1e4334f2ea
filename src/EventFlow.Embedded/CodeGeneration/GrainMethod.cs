namespace EventFlow.Embedded.CodeGeneration;

/// <summary>A method of a grain interface; one object per method, made by generated code.</summary>
/// <param name="interfaceName">Name of the interface without its namespace.</param>
/// <param name="name">Name of the method.</param>
/// <param name="options">How its calls may interleave.</param>
/// <param name="timeoutTicks">How long callers wait, in ticks of 100 ns; 0 leaves it to the runtime.</param>
public sealed class GrainMethod(string interfaceName, string name, GrainCallOptions options = GrainCallOptions.None, long timeoutTicks = 0)
{
    internal string InterfaceName { get; } = interfaceName;

    internal string Name { get; } = name;

    internal GrainCallOptions Options { get; } = options;

    internal TimeSpan Timeout { get; } = new(timeoutTicks);

    /// <summary>The form <c>IInterface.Method</c>.</summary>
    public override string ToString() => $"{InterfaceName}.{Name}";
}
