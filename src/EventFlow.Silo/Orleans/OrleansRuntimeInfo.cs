using Orleans.Runtime.MembershipService.SiloMetadata;

namespace EventFlow.Silo;

/// <summary>What the cluster tells about itself: its silos, and activations by type over all of them.</summary>
internal sealed class OrleansRuntimeInfo(IGrainFactory grains, ILocalSiloDetails self, ISiloMetadataCache labels) : IGrainRuntimeInfo
{
    public string Name => $"Orleans {typeof(IManagementGrain).Assembly.GetName().Version?.ToString(2)} (cluster {self.ClusterId}, silo {self.Name})";

    private IManagementGrain Management => grains.GetGrain<IManagementGrain>(0);

    public async ValueTask<IReadOnlyList<GrainTypeStatus>> GetGrains() => ByType(await Management.GetSimpleGrainStatistics());

    public async ValueTask<IReadOnlyList<SiloInfo>> GetSilos()
    {
        var members = await Management.GetDetailedHosts();
        var counts = (await Management.GetSimpleGrainStatistics()).ToLookup(static s => s.SiloAddress);
        return [.. members.OrderBy(static m => m.Status != SiloStatus.Active).ThenBy(static m => m.SiloName, StringComparer.Ordinal).Select(m => InfoOf(m, ByType(counts[m.SiloAddress])))];
    }

    private SiloInfo InfoOf(MembershipEntry member, IReadOnlyList<GrainTypeStatus> types)
    {
        var told = member.Status == SiloStatus.Active ? labels.GetSiloMetadata(member.SiloAddress).Metadata : null;
        return new(
            member.SiloName, member.SiloAddress.Endpoint.ToString(), member.Status.ToString(), told?.GetValueOrDefault(SiloLabels.Version), told?.GetValueOrDefault(SiloLabels.Url),
            new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc)).ToUnixTimeMilliseconds(), types.Sum(static g => g.Activations), member.SiloAddress.Equals(self.SiloAddress))
        {
            Grains = types,
        };
    }

    private static IReadOnlyList<GrainTypeStatus> ByType(IEnumerable<SimpleGrainStatistic> statistics) =>
    [
        .. statistics.GroupBy(static s => NameOf(s.GrainType)).Select(static g => new GrainTypeStatus(g.Key, g.Sum(static s => s.ActivationCount)))
            .Where(static s => s.Activations > 0).OrderByDescending(static s => s.Activations).ThenBy(static s => s.Type, StringComparer.Ordinal),
    ];

    // The class's name as the embedded runtime writes it: lower case, without "grain" at its end.
    private static string NameOf(string type)
    {
        var name = type.Split(',')[0];
        name = name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^5] : name;
    }
}
