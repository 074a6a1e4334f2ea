using System.Buffers;

namespace EventFlow.Embedded.Storage;

/// <summary>Writes a record, JSON in UTF-8, if its stored version is still the one read; version 0 means that there is none.</summary>
internal sealed class StateWrite(StateKey key, ReadOnlyMemory<byte> json, long etag, byte[]? rented = null) : DatabaseWrite
{
    private readonly int _bytes = json.Length;
    private ReadOnlyMemory<byte> _json = json;
    private byte[]? _rented = rented;

    public override int Bytes => _bytes;

    protected override long Apply(WriteSession session)
    {
        var next = session.NextEtag();
        var written = etag == 0 ? session.InsertState(key, _json.Span, next) : session.UpdateState(key, _json.Span, etag, next);
        return written ? next : Refuse(StateConflict.Exception(session, key, etag));
    }

    protected override void Release()
    {
        if (_rented is not { } array)
            return;
        (_rented, _json) = (null, default);
        ArrayPool<byte>.Shared.Return(array);
    }
}
