namespace EventFlow.Replay;

/// <summary>Reads several partitions as one, batch by batch in order of arrival; of batches that arrived together the one of the lower partition comes first. For one reader at a time.</summary>
internal sealed class MergedReader : IAsyncDisposable
{
    private readonly List<Source> _sources;

    private MergedReader(List<Source> sources) => _sources = sources;

    public static async Task<MergedReader> OpenAsync(IEventLog log, IEnumerable<PartitionSpan> spans, CancellationToken cancellationToken)
    {
        var reader = new MergedReader([]);
        try
        {
            foreach (var span in spans.Where(static s => s.FromOffset < s.ToOffset))
            {
                var source = new Source(span, span.Read(log, cancellationToken).GetAsyncEnumerator(cancellationToken));
                reader._sources.Add(source);
                await reader.AdvanceAsync(source);
            }

            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next batch and the span it is from; null when all spans are read. It stays as it is until the next call.</summary>
    public async ValueTask<(PartitionSpan Span, EventBatch Batch)?> NextAsync()
    {
        if (_sources.Count == 0) return null;
        var first = _sources[0];
        for (var i = 1; i < _sources.Count; i++)
            if (_sources[i].Head!.ReceivedAt < first.Head!.ReceivedAt) first = _sources[i];
        var next = (first.Span, first.Head!);
        await AdvanceAsync(first);
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources) await source.Batches.DisposeAsync();
        _sources.Clear();
    }

    private async ValueTask AdvanceAsync(Source source)
    {
        while (await source.Batches.MoveNextAsync())
        {
            source.Head = source.Batches.Current;
            if (source.Head.FirstOffset >= source.Span.ToOffset) break;
            if (source.Head.LastOffset >= source.Span.FromOffset) return;
        }

        _sources.Remove(source);
        await source.Batches.DisposeAsync();
    }

    private sealed class Source(PartitionSpan span, IAsyncEnumerator<EventBatch> batches)
    {
        public PartitionSpan Span => span;

        public IAsyncEnumerator<EventBatch> Batches => batches;

        public EventBatch? Head { get; set; }
    }
}
