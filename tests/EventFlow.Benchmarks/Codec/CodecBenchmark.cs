using System.Diagnostics;
using System.IO.Compression;
using EventFlow.SegmentLog;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Benchmarks.Codec;

/// <summary>
/// codec --log FOLDER [--frames 2000]: what each way to compress makes of the batches in a copy of a real log (DATA/log of a stopped silo), stream by stream.
/// </summary>
internal static class CodecBenchmark
{
    private delegate int Transform(byte[] source, int length, byte[] target);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var folder = arguments.Text("log") ?? throw new ArgumentException("--log is missing; expected the folder 'log' of a data directory that no silo uses.");
        await using var store = new SegmentLogStore(folder, new SegmentLogOptions(), TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        foreach (var stream in store.ListPartitions().GroupBy(static id => id.Stream))
        {
            var (payloads, events) = await ReadAsync(store, stream, arguments.Number("frames", 2000));
            if (payloads.Count > 0)
            {
                Report(stream.Key, payloads, events);
            }
        }
    }

    private static async Task<(List<byte[]> Payloads, long Events)> ReadAsync(SegmentLogStore store, IEnumerable<PartitionId> ids, int most)
    {
        var (payloads, events) = (new List<byte[]>(), 0L);
        foreach (var id in ids)
        {
            using var cursor = store.OpenPartition(id.Stream, id.Partition).OpenCursor(0);
            while (payloads.Count < most)
            {
                using var result = await cursor.ReadAsync();
                if (result.Outcome != ReadOutcome.Read)
                {
                    break;
                }

                foreach (var frame in result.Frames)
                {
                    payloads.Add(frame.Payload.ToArray());
                    events += frame.Count;
                }
            }
        }

        return (payloads, events);
    }

    private static void Report(string stream, List<byte[]> payloads, long events)
    {
        var raw = payloads.Sum(static payload => (long)payload.Length);
        Console.WriteLine($"{stream}: {payloads.Count:N0} batches of {events / (double)payloads.Count:0} events, {raw / (double)events:0.0} bytes/event");
        Measure("lz4 (own)", payloads, events,
            static (source, length, target) => Lz4Block.Compress(source.AsSpan(0, length), target),
            static (source, length, target) => Lz4Block.TryDecompress(source.AsSpan(0, length), target) ? target.Length : -1);
        foreach (var quality in new[] { 0, 1 })
        {
            Measure($"brotli q{quality}", payloads, events,
                (source, length, target) => BrotliEncoder.TryCompress(source.AsSpan(0, length), target, out var written, quality, 18) ? written : 0,
                static (source, length, target) => BrotliDecoder.TryDecompress(source.AsSpan(0, length), target, out var written) ? written : -1);
        }

        Measure("deflate fastest", payloads, events, static (source, length, target) => Deflate(source, length, target), static (source, length, target) => Inflate(source, length, target));
        Measure("snappy (IronSnappy)", payloads, events,
            static (source, length, target) => CopyTo(target, IronSnappy.Snappy.Encode(source.AsSpan(0, length))),
            static (source, length, target) => CopyTo(target, IronSnappy.Snappy.Decode(source.AsSpan(0, length))));
    }

    private static void Measure(string name, List<byte[]> payloads, long events, Transform pack, Transform unpack)
    {
        var packed = payloads.ConvertAll(static payload => (Bytes: new byte[payload.Length + 1024], Length: 0));
        double packSeconds = double.MaxValue, unpackSeconds = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            packSeconds = Math.Min(packSeconds, CpuSecondsOf(() =>
            {
                for (var i = 0; i < payloads.Count; i++)
                {
                    packed[i] = (packed[i].Bytes, pack(payloads[i], payloads[i].Length, packed[i].Bytes));
                }
            }));
            var target = new byte[payloads.Max(static payload => payload.Length)];
            unpackSeconds = Math.Min(unpackSeconds, CpuSecondsOf(() =>
            {
                for (var i = 0; i < payloads.Count; i++)
                {
                    var into = target.Length == payloads[i].Length ? target : target = new byte[payloads[i].Length];
                    if (unpack(packed[i].Bytes, packed[i].Length, into) != payloads[i].Length || !into.AsSpan().SequenceEqual(payloads[i]))
                    {
                        throw new InvalidOperationException($"{name} does not give back what it was given.");
                    }
                }
            }));
        }

        var bytes = packed.Sum(static pack => (long)pack.Length);
        Console.WriteLine($"  {name,-20} {bytes / (double)events,7:0.0} bytes/event   {packSeconds / (events / 1e6),6:0.000} CPU-s/million to compress   {unpackSeconds / (events / 1e6),6:0.000} to decompress");
    }

    private static double CpuSecondsOf(Action work)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }

    private static int Deflate(byte[] source, int length, byte[] target)
    {
        using var output = new MemoryStream(target);
        using (var stream = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(source, 0, length);
        }

        return (int)output.Position;
    }

    private static int Inflate(byte[] source, int length, byte[] target)
    {
        using var stream = new DeflateStream(new MemoryStream(source, 0, length), CompressionMode.Decompress);
        return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
    }

    private static int CopyTo(byte[] target, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target);
        return bytes.Length;
    }
}
