namespace EventFlow.Embedded.Runtime;

/// <summary>The activation whose turn the current thread runs.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static Activation? current;

    public static Activation? Current
    {
        get => current;
        set => current = value;
    }
}
