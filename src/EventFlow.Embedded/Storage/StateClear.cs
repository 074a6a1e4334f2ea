namespace EventFlow.Embedded.Storage;

/// <summary>Deletes a record if its stored version is still the one read.</summary>
internal sealed class StateClear(StateKey key, long etag) : DatabaseWrite
{
    protected override long Apply(WriteSession session)
    {
        if (etag == 0 ? session.StateEtag(key) == 0 : session.DeleteState(key, etag))
            return 0;
        return Refuse(StateConflict.Exception(session, key, etag));
    }
}
