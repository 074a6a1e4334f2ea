namespace EventFlow.Incidents;

/// <summary>What the API and the dashboard ask about incidents.</summary>
internal sealed class IncidentQueries(IGrainFactory grains) : IIncidentQueries
{
    public async ValueTask<Page<IncidentInfo>> List(string? service, bool? open, int offset, int limit)
    {
        var found = (await All()).Where(i => (open is null || open == i.EndedAt is null) && (service is null || i.Services.Any(s => s.Service == service))).ToList();
        return new([.. found.Skip(offset).Take(limit)], found.Count, offset, limit);
    }

    public async ValueTask<IncidentInfo?> Get(string id) => (await All()).FirstOrDefault(i => i.Id == id);

    private ValueTask<IReadOnlyList<IncidentInfo>> All() => grains.GetGrain<IIncidentGrain>(Tenants.Default).List();
}
