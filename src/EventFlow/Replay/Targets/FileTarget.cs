using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Replay;

/// <summary>Writes the events into a file, as lines that <c>POST /api/events</c> takes. One that goes on is cut to what was durable when the cursor was.</summary>
internal sealed class FileTarget : IReplayTarget
{
    private const int BytesAtOnce = 1 << 20;

    private readonly EventLines _lines = new();
    private readonly FileStream _file;
    private long _delivered;

    public FileTarget(string path, ReplayResult before)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file.SetLength(Math.Min(before.Bytes, _file.Length));
        if (_file.Length < before.Bytes)
            throw new ReplayHaltedException($"The file of the replay has {_file.Length} bytes; expected {before.Bytes}: somebody has changed it. Cancel this replay and start it anew.");
        _file.Seek(0, SeekOrigin.End);
        _delivered = before.Delivered;
    }

    public bool IsRebuilt => false;

    public ReplayResult Result(bool withLists) => new() { Delivered = _delivered, Bytes = _file.Length };

    public async ValueTask TakeAsync(EventBatch wanted, IReadOnlyList<int> places, CancellationToken cancellationToken)
    {
        for (var i = 0; i < wanted.Events.Count; i++) _lines.Add(new(wanted.Stream, wanted.Partition, wanted.FirstOffset + places[i], wanted.ReceivedAt, wanted.Events[i]));
        _delivered += wanted.Events.Count;
        if (_lines.Written.Length >= BytesAtOnce) await WriteAsync(cancellationToken);
    }

    public async ValueTask<bool> SettleAsync(bool force, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        _file.Flush(flushToDisk: true);
        return true;
    }

    // The hash is taken of what is on disk: what wrote it may have been another process.
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        await _file.FlushAsync(cancellationToken);
        _file.Seek(0, SeekOrigin.Begin);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(_file, cancellationToken));
        await _file.WriteAsync(Encoding.UTF8.GetBytes($"{{\"$end\":{{\"events\":{_delivered},\"sha256\":\"{hash}\"}}}}\n"), cancellationToken);
        _file.Flush(flushToDisk: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _lines.Dispose();
    }

    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(_lines.Written, cancellationToken);
        _lines.Clear();
    }
}
