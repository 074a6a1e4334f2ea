using EventFlow.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.SegmentLog.Tests;

/// <summary>A store in a temporary folder that can be closed and opened again, on a disk that can be told to fail.</summary>
internal sealed class TestLog : IDisposable
{
    public const string Stream = "service-metrics";

    private readonly ILogger<SegmentLogStore> _logger;
    private SegmentLogStore? _store;

    public TestLog(Action<SegmentLogOptions>? configure = null, ILogger<SegmentLogStore>? logger = null)
    {
        _logger = logger ?? NullLogger<SegmentLogStore>.Instance;
        configure?.Invoke(Options);
    }

    public TempDirectory Folder { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public FaultyFileSystem Disk { get; } = new(new DiskFileSystem(directAppends: true));

    // Uncompressed, so that a test knows the sizes; CompressionTests says what compression changes.
    public SegmentLogOptions Options { get; } = new() { MinFreeBytes = 0, Compression = LogCompression.None };

    public SegmentLogStore Store => _store ??= new SegmentLogStore(Folder.Path, Options, Clock, _logger, meters: null, Disk);

    public SegmentLogPartition Partition => Store.OpenPartition(Stream, 0);

    public string PartitionFolder => Path.Combine(Folder.Path, Stream, "0");

    public long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public string[] SegmentFiles => [.. Directory.GetFiles(PartitionFolder, "*.seg").Order(StringComparer.Ordinal)];

    public void Close()
    {
        _store?.Dispose();
        _store = null;
    }

    /// <summary>Leaves the folder as a killed process would: files as they are, no index of the last segment.</summary>
    public void Crash()
    {
        var last = SegmentFiles[^1];
        var before = File.ReadAllBytes(last);
        Close();
        File.WriteAllBytes(last, before);
        File.Delete(Path.ChangeExtension(last, ".idx"));
    }

    public void Dispose()
    {
        Close();
        Folder.Dispose();
    }
}
