using Microsoft.Extensions.Options;

namespace EventFlow.Incidents;

/// <summary>The incidents of a tenant: hosts an <see cref="IncidentBook"/>. Alerts tell it of their changes; what a crash keeps it from saving it reads from their list again.</summary>
internal sealed class IncidentGrain(
    [PersistentState("incidents", "state")] IPersistentState<IncidentState> storage, IGrainFactory grains, ServiceTopology topology, IOptions<IncidentOptions> options) : Grain, IIncidentGrain
{
    private static readonly TimeSpan SaveDelay = TimeSpan.FromSeconds(2);

    private IncidentBook _book = null!;
    private IGrainTimer? _saving;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book = new(storage.State, topology, options.Value);
        if (await new IncidentRecovery(grains.GetGrain<IAlertIndexGrain>(this.GetPrimaryKeyString())).RecoverAsync(_book)) _saving = this.RegisterGrainTimer(Save, SaveDelay, Timeout.InfiniteTimeSpan);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Save();

    public ValueTask Note(AlertSummary alert) => NoteMany([alert]);

    public ValueTask NoteMany(IReadOnlyList<AlertSummary> alerts)
    {
        var isChanged = false;
        foreach (var alert in alerts) isChanged |= _book.Note(alert);
        // An incident brings many changes at once; they share a write.
        if (isChanged) _saving ??= this.RegisterGrainTimer(Save, SaveDelay, Timeout.InfiniteTimeSpan);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<IncidentInfo>> List() => new(_book.List());

    public ValueTask<string?> CauseOf(IReadOnlyList<string> alerts) => new(_book.CauseOf(alerts));

    private async Task Save()
    {
        if (_saving is null) return;
        _saving.Dispose();
        _saving = null;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // What was not stored is tried again, with what has come meanwhile.
            _saving ??= this.RegisterGrainTimer(Save, SaveDelay, Timeout.InfiniteTimeSpan);
            throw;
        }
    }
}
