using System.Text;

namespace EventFlow.SegmentLog.Tests;

internal static class Batches
{
    public static LogBatch Of(string text, int count = 1, long timeMs = 1_000) => new(Encoding.UTF8.GetBytes(text), count, timeMs, timeMs);

    public static LogBatch Random(Random random, int bytes, int count = 1, long timeMs = 1_000)
    {
        var payload = new byte[bytes];
        random.NextBytes(payload);
        return new LogBatch(payload, count, timeMs, timeMs);
    }

    public static async Task<long> MustAppendAsync(this SegmentLogPartition partition, LogBatch batch)
    {
        var result = await partition.AppendAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(result.IsCommitted, $"Append ended as {result.Outcome}: {result.Detail}");
        return result.FirstOffset;
    }

    /// <summary>All there is to read from an offset, payloads copied.</summary>
    public static async Task<Contents> ReadAllAsync(this SegmentLogPartition partition, long fromOffset = 0, int maxBytes = 1 << 16)
    {
        using var cursor = partition.OpenCursor(fromOffset);
        return await cursor.ReadToEndAsync(maxBytes);
    }

    public static async Task<Contents> ReadToEndAsync(this LogCursor cursor, int maxBytes = 1 << 16)
    {
        var contents = new Contents([], []);
        while (true)
        {
            using var result = await cursor.ReadAsync(maxBytes, TestContext.Current.CancellationToken);
            if (result.Outcome == ReadOutcome.EndOfLog)
            {
                return contents;
            }

            Assert.Equal(ReadOutcome.Read, result.Outcome);
            contents.Frames.AddRange(result.Frames.Select(frame => frame with { Payload = frame.Payload.ToArray() }));
            contents.Lost.AddRange(result.Lost);
        }
    }
}

internal sealed record Contents(List<LogFrame> Frames, List<LostRange> Lost)
{
    public List<string> Texts => [.. Frames.Select(frame => Encoding.UTF8.GetString(frame.Payload.Span))];

    /// <summary>Offsets read, whole batches.</summary>
    public List<long> Offsets => [.. Frames.Select(frame => frame.FirstOffset)];
}
