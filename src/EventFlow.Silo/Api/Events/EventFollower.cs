using System.Text;
using EventFlow.Replay;

namespace EventFlow.Silo;

/// <summary>Writes events to one follower, as lines of JSON or as server-sent events whose ids are cursors. For one writer at a time.</summary>
internal sealed class EventFollower(Stream body, bool serverSent) : IAsyncDisposable
{
    private readonly EventLines _lines = new();

    /// <summary>Where to go on.</summary>
    public string? Next { get; private set; }

    /// <summary>Latest event time seen.</summary>
    public long NewestTime { get; private set; } = long.MinValue;

    private bool _sent = true;

    public async Task SendAsync(EventPage page, CancellationToken cancellation)
    {
        Next = page.Next;
        foreach (var lost in page.Lost) _lines.AddLost(lost);
        foreach (var item in page.Items)
        {
            NewestTime = Math.Max(NewestTime, item.Event.Timestamp);
            _lines.Add(item);
        }

        if (_lines.Written.IsEmpty) return;
        _sent = true;
        await WriteAsync(cancellation);
    }

    /// <summary>A sign of life, when nothing was sent since the last.</summary>
    public async Task BeatAsync(CancellationToken cancellation)
    {
        if (!_sent)
        {
            // An empty line is nothing in lines of JSON, a comment nothing in server-sent events.
            await body.WriteAsync(serverSent ? ": still here\n\n"u8.ToArray() : "\n"u8.ToArray(), cancellation);
            await body.FlushAsync(cancellation);
        }

        _sent = false;
    }

    /// <summary>The last line, with the reason.</summary>
    public async Task EndAsync(string reason, CancellationToken cancellation)
    {
        _lines.AddEnd(Next, reason);
        await WriteAsync(cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        if (serverSent) await body.WriteAsync(Encoding.UTF8.GetBytes(AsServerSent()), cancellation);
        else await body.WriteAsync(_lines.Written, cancellation);
        _lines.Clear();
        await body.FlushAsync(cancellation);
    }

    // The id stands on the last event only: all before it belong to the same step of the cursor.
    private string AsServerSent()
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(_lines.Written.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)) text.Append("data: ").Append(line).Append("\n\n");
        if (Next is not null && text.Length > 0) text.Insert(text.Length - 1, $"id: {Next}\n");
        return text.ToString();
    }
}
