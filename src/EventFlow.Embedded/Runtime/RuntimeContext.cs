namespace EventFlow.Embedded.Runtime;

/// <summary>The activation whose turn the current thread runs.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IActivation? current;

    public static IActivation? Current
    {
        get => current;
        set => current = value;
    }
}
