namespace EventFlow.Cli.Push;

/// <summary>The earliest and the latest time in a recording, unix ms.</summary>
internal readonly record struct RecordingSpan(long First, long Last)
{
    /// <summary>Reads the whole recording, then goes back to its beginning.</summary>
    public static async Task<RecordingSpan> MeasureAsync(Stream stream, CancellationToken cancellation)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        using (var reader = new StreamReader(stream, leaveOpen: true))
        {
            await foreach (var point in new CsvRecording(reader, static _ => { }).ReadAsync(cancellation).ConfigureAwait(false))
            {
                first = Math.Min(first, point.Timestamp);
                last = Math.Max(last, point.Timestamp);
            }
        }

        stream.Position = 0;
        return new RecordingSpan(first, last);
    }
}
