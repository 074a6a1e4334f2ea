namespace EventFlow.Ingestion;

/// <summary>
/// How often a partition may make a checkpoint, by what the last one took: a twentieth of the time, since to save very many series every few seconds would cost far more than their samples, which the
/// log has anyway; a fifth where so much comes that a start would have very much to read again, or where the last one failed. Not thread safe.
/// </summary>
internal sealed class CheckpointPace(TimeProvider clock)
{
    private const int Pause = 19;
    private const int ShortPause = 4;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private long _ended;
    private TimeSpan _took;
    private bool _failed;

    /// <summary>Whether the next may begin. <paramref name="isCrowded"/> is whether very much came since the last.</summary>
    public bool IsDue(bool isCrowded)
    {
        var pause = _took * (isCrowded || _failed ? ShortPause : Pause);
        return clock.GetElapsedTime(_ended) >= (pause < LongestPause ? pause : LongestPause);
    }

    /// <summary>One has ended.</summary>
    public void Ended(TimeSpan took, bool saved) => (_took, _failed, _ended) = (took, !saved, clock.GetTimestamp());
}
