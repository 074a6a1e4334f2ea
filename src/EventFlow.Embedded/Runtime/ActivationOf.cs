namespace EventFlow.Embedded.Runtime;

/// <summary>Finds the activation of a grain instance.</summary>
internal static class ActivationOf
{
    public static IActivation Grain(IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain.GrainContext as IActivation
            ?? throw new InvalidOperationException($"{grain.GetType().Name} was constructed outside the grain runtime; expected an activation. Get it through IGrainFactory.GetGrain.");
    }
}
