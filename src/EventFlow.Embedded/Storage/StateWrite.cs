namespace EventFlow.Embedded.Storage;

/// <summary>Writes a record, JSON in UTF-8, if its stored version is still the one read; version 0 means that there is none.</summary>
internal sealed class StateWrite(StateKey key, byte[] json, long etag) : DatabaseWrite
{
    public override int Bytes => json.Length;

    protected override long Apply(WriteSession session)
    {
        var next = session.NextEtag();
        var written = etag == 0 ? session.InsertState(key, json, next) : session.UpdateState(key, json, etag, next);
        return written ? next : Refuse(StateConflict.Exception(session, key, etag));
    }
}
