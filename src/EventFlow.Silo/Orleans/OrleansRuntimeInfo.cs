using System.Reflection;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace EventFlow.Silo;

/// <summary>What the cluster tells about itself: its silos, and activations by type over all of them. Without a question to the database: it is looked at most while that is away.</summary>
internal sealed class OrleansRuntimeInfo(
    IGrainFactory grains, ILocalSiloDetails self, IClusterMembershipService membership, ISiloMetadataCache labels, ProcessInfo process, TimeProvider time) : IGrainRuntimeInfo
{
    // That of the assembly is 10.0 over all of Orleans 10; this one is the package's, as in '10.4.2. Commit Hash: …'.
    private static readonly string s_version =
        typeof(IManagementGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ')[0].TrimEnd('.') ?? "";

    private readonly SiloCensus _census = new(silo => grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics([silo]), time);

    public string Name => $"Orleans {s_version} (cluster {self.ClusterId}, silo {self.Name})";

    public async ValueTask<IReadOnlyList<GrainTypeStatus>> GetGrains() => ByType(await CountAsync());

    public async ValueTask<IReadOnlyList<SiloInfo>> GetSilos()
    {
        var counts = (await CountAsync()).ToLookup(static s => s.SiloAddress);
        return [.. Current(Members).OrderBy(static m => m.Status != SiloStatus.Active).ThenBy(static m => m.Name, StringComparer.Ordinal).Select(m => InfoOf(m, ByType(counts[m.SiloAddress])))];
    }

    /// <summary>Without those that are dead and were started again: the table of members keeps each start of a silo for days.</summary>
    internal static IEnumerable<ClusterMember> Current(IEnumerable<ClusterMember> members)
    {
        var all = members.ToList();
        return all.Where(m => m.Status != SiloStatus.Dead || !all.Exists(later =>
            later.SiloAddress.Generation > m.SiloAddress.Generation && (later.SiloAddress.Endpoint.Equals(m.SiloAddress.Endpoint) || later.Name == m.Name)));
    }

    private IEnumerable<ClusterMember> Members => membership.CurrentSnapshot.Members.Values;

    private Task<IReadOnlyList<SimpleGrainStatistic>> CountAsync() => _census.CountAsync([.. Members.Where(static m => m.Status == SiloStatus.Active).Select(static m => m.SiloAddress)]);

    private SiloInfo InfoOf(ClusterMember member, IReadOnlyList<GrainTypeStatus> grains)
    {
        // A silo's generation is the second of its start, counted from a day that is Orleans' own business.
        var started = process.StartedAt.AddSeconds(member.SiloAddress.Generation - (double)self.SiloAddress.Generation);
        var told = member.Status == SiloStatus.Active ? labels.GetSiloMetadata(member.SiloAddress).Metadata : null;
        return new(
            member.Name, member.SiloAddress.Endpoint.ToString(), member.Status.ToString(), told?.GetValueOrDefault(SiloLabels.Version), told?.GetValueOrDefault(SiloLabels.Url),
            started.ToUnixTimeMilliseconds(), grains.Sum(static g => g.Activations), member.SiloAddress.Equals(self.SiloAddress))
        {
            Grains = grains,
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
