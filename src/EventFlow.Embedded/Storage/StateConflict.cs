using System.Globalization;

namespace EventFlow.Embedded.Storage;

/// <summary>The refusal of a write whose version is not the stored one.</summary>
internal static class StateConflict
{
    public static InconsistentStateException Exception(WriteSession session, StateKey key, long etag)
    {
        var stored = session.StateEtag(key);
        return new($"{key} has version {Text(stored) ?? "none"} in storage and the writer had read {Text(etag) ?? "none"}; nothing was written. "
            + "Two writes were under way at once, or the row was changed from outside. The activation is dropped and the next call reads afresh.",
            Text(stored), Text(etag));
    }

    private static string? Text(long etag) => etag == 0 ? null : etag.ToString(CultureInfo.InvariantCulture);
}
