using System.Globalization;
using System.Text;
using EventFlow.SegmentLog;
using Microsoft.Extensions.Logging.Abstractions;

// Usage: FOLDER hold                    opens the log, says so, and waits for the end of its input
//        FOLDER append SEED PARTITIONS  appends from several tasks until killed; a line "partition first count text" per acknowledgement
var options = new SegmentLogOptions { SegmentBytes = 64 << 10, MinFreeBytes = 0 };
try
{
    await using var store = new SegmentLogStore(args[0], options, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
    Console.WriteLine("open");
    if (args[1] == "hold")
    {
        await Console.In.ReadToEndAsync();
        return 0;
    }

    var seed = int.Parse(args[2], CultureInfo.InvariantCulture);
    var partitions = await store.OpenStreamAsync("crash", int.Parse(args[3], CultureInfo.InvariantCulture));
    await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => AppendForeverAsync(partitions, seed, worker))));
    return 0;
}
catch (SegmentLogLockedException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static async Task AppendForeverAsync(IReadOnlyList<SegmentLogPartition> partitions, int seed, int worker)
{
    var random = new Random(HashCode.Combine(seed, worker));
    for (var i = 0; ; i++)
    {
        var partition = random.Next(partitions.Count);
        var text = $"{seed}.{worker}.{i}.{new string('x', random.Next(2000))}";
        var count = random.Next(1, 5);
        var result = await partitions[partition].AppendAsync(new LogBatch(Encoding.UTF8.GetBytes(text), count, i, i));
        if (!result.IsCommitted)
        {
            throw new InvalidOperationException($"Append ended as {result.Outcome}: {result.Detail}");
        }

        // One write per line: the reader must never see half of one unless the process died within it.
        Console.Out.WriteLine($"{partition} {result.FirstOffset} {count} {text}");
    }
}
