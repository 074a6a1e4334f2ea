using EventFlow.Shop.Services;

namespace EventFlow.Shop.Incidents;

/// <summary>One service is cut off: nothing arrives from it, neither metrics nor logs. The others go on.</summary>
internal sealed class SilentService(TimeSpan start, string silenced) : Incident(start)
{
    private static readonly ServiceEffect Cut = new() { Silent = true };

    /// <summary>Which one.</summary>
    public string Service { get; } = silenced;

    public override string Name => "silent-service";

    public override string Story => $"{Service} is cut off from the network and reports nothing";

    public override TimeSpan Duration => TimeSpan.FromSeconds(110);

    public override IReadOnlyList<LogTemplate> LogsOf(string service) => [];

    protected override ServiceEffect Effect(string service, double seconds) => service == Service ? Cut : ServiceEffect.None;
}
