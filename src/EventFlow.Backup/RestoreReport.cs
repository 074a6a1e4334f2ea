namespace EventFlow.Backup;

/// <summary>What a restore brought back.</summary>
/// <param name="LogPoint">When the point was taken that the end of the log comes from.</param>
/// <param name="StatePoint">When the point was taken that the grain state comes from; what the log holds beyond it is applied when a silo starts.</param>
/// <param name="Until">The moment asked for; null for all there was.</param>
/// <param name="Events">Events in the restored log.</param>
/// <param name="EventsToApply">Events in it that arrived after the state was copied.</param>
/// <param name="LastArrivalMs">Arrival of the newest event, unix milliseconds, or the moment asked for where that is earlier; null if there is none.</param>
/// <param name="Bytes">Bytes restored.</param>
/// <param name="Holes">Ranges of offsets that no point holds, as text: lost in the source, or expired there between two backups.</param>
public sealed record RestoreReport(
    DateTimeOffset LogPoint, DateTimeOffset StatePoint, DateTimeOffset? Until, long Events, long EventsToApply, long? LastArrivalMs, long Bytes, IReadOnlyList<string> Holes);
