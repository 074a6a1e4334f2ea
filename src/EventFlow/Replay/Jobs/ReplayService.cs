using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>What the API and the dashboard do with replays.</summary>
internal sealed class ReplayService(IGrainFactory grains, ReplayPlanner planner, ReplayFiles files, IOptions<ReplayOptions> options, TimeProvider time) : IReplayService
{
    private IReplayCatalogGrain Catalog => grains.GetGrain<IReplayCatalogGrain>(Tenants.Default);

    public async ValueTask<Outcome<ReplayStatus>> Start(ReplayOrder order, string who, CancellationToken cancellationToken = default)
    {
        var planned = await planner.Plan(order, cancellationToken);
        if (!planned.IsDone) return planned.As<ReplayStatus>();
        var id = string.Create(CultureInfo.InvariantCulture, $"rp-{time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");

        // Listed first: one that is started and not listed would run unseen.
        await Catalog.Add(id);
        var status = await grains.GetGrain<IReplayGrain>(id).Start(planned.Value.Plan, planned.Value.Partitions, who);
        await ForgetOldest();
        return Outcome<ReplayStatus>.Done(status);
    }

    public async ValueTask<IReadOnlyList<ReplayStatus>> List()
    {
        var all = await Task.WhenAll((await Catalog.List()).Select(id => grains.GetGrain<IReplayGrain>(id).GetStatus(withLists: false).AsTask()));
        return [.. all.OfType<ReplayStatus>().Reverse()];
    }

    public async ValueTask<ReplayStatus?> Get(string id) => await Exists(id) ? await grains.GetGrain<IReplayGrain>(id).GetStatus(withLists: true) : null;

    public ValueTask<Outcome<ReplayStatus>> Pause(string id, string who) => Do(id, replay => replay.Pause(who));

    public ValueTask<Outcome<ReplayStatus>> Resume(string id, string who) => Do(id, replay => replay.Resume(who));

    public ValueTask<Outcome<ReplayStatus>> Cancel(string id, string who) => Do(id, replay => replay.Cancel(who));

    public async ValueTask<Outcome<ReplayStatus>> Delete(string id, string who)
    {
        var deleted = await Do(id, replay => replay.Delete(who));
        await Catalog.Remove(id);
        return deleted;
    }

    public string? FindFile(string id) => IsId(id) && File.Exists(files.PathOf(id)) ? files.PathOf(id) : null;

    private async ValueTask<Outcome<ReplayStatus>> Do(string id, Func<IReplayGrain, ValueTask<Outcome<ReplayStatus>>> command) =>
        await Exists(id) ? await command(grains.GetGrain<IReplayGrain>(id)) : Outcome<ReplayStatus>.NotFound($"There is no replay '{id}'.");

    // Asking for one that is not there must not make a grain.
    private async ValueTask<bool> Exists(string id) => (await Catalog.List()).Contains(id);

    private async ValueTask ForgetOldest()
    {
        var all = await List();
        foreach (var old in all.Reverse().Where(static r => r.EndedAt is not null).Take(Math.Max(0, all.Count - options.Value.MaxKept))) await Delete(old.Id, "retention");
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
