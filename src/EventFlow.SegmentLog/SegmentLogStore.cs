using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.SegmentLog;

/// <summary>
/// A folder of durable, append-only partitions, and the thread that commits to them. One process at a time may have it open.
/// </summary>
public sealed partial class SegmentLogStore : IAsyncDisposable, IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = SegmentLogInstruments.MeterName;

    private readonly string _root;
    private readonly SegmentLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ILogFileSystem _files;
    private readonly FolderLock _lock;
    private readonly SegmentLogInstruments _instruments;
    private readonly Committer _committer;
    private readonly RetentionSweep _retention;
    private readonly ITimer _retentionTimer;
    private readonly ConcurrentDictionary<PartitionId, Lazy<SegmentLogPartition>> _partitions = new();
    private int _disposed;

    /// <summary>Opens the folder, creating it if need be, and locks it.</summary>
    /// <param name="rootDirectory">Where the log lies.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="time">Clock of arrival times and retention.</param>
    /// <param name="logger">Event ids 2000 to 2999.</param>
    /// <param name="meters">Makes the meter; a plain one if null.</param>
    /// <exception cref="SegmentLogLockedException">Another process has the folder open.</exception>
    /// <exception cref="OptionsValidationException">Settings are out of range; all of them are named.</exception>
    /// <exception cref="IOException">The folder cannot be created or written.</exception>
    public SegmentLogStore(string rootDirectory, SegmentLogOptions options, TimeProvider time, ILogger<SegmentLogStore> logger, IMeterFactory? meters = null)
        : this(rootDirectory, options, time, logger, meters, new DiskFileSystem(options.DirectAppends))
    {
    }

    internal SegmentLogStore(
        string rootDirectory, SegmentLogOptions options, TimeProvider time, ILogger<SegmentLogStore> logger, IMeterFactory? meters, ILogFileSystem files)
    {
        ArgumentException.ThrowIfNullOrEmpty(rootDirectory);
        var validation = new SegmentLogOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(nameof(SegmentLogOptions), typeof(SegmentLogOptions), validation.Failures);
        }

        (_root, _options, _time) = (Path.GetFullPath(rootDirectory), options, time);
        (_logger, _files) = (logger, files);
        files.CreateDirectory(_root);
        _lock = FolderLock.Take(_root, time.GetUtcNow());
        _instruments = new SegmentLogInstruments(meters);
        _committer = new Committer(_root, files, options, time, _instruments, logger);
        _retention = new RetentionSweep(options, time, logger);
        _retentionTimer = time.CreateTimer(
            static state => _ = ((SegmentLogStore)state!).SweepAsync(), this, options.RetentionInterval, options.RetentionInterval);
        _instruments.Observe(this);
    }

    /// <summary>The partitions opened so far.</summary>
    public IReadOnlyList<SegmentLogPartition> Partitions =>
        [.. _partitions.Values.Where(static lazy => lazy.IsValueCreated).Select(static lazy => lazy.Value)];

    /// <summary>
    /// Opens a partition, creating or recovering it; the second call for the same one returns the same object. Reads all of the last segment,
    /// so it may take a while: about a second per 2 GB of last segments.
    /// </summary>
    /// <param name="stream">1 to 100 of a-z, 0-9, '.', '_', '-'.</param>
    /// <param name="partition">From 0 to 99,999.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="NotSupportedException">A newer version of the program wrote the files.</exception>
    public SegmentLogPartition OpenPartition(string stream, int partition)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var id = PartitionId.Checked(stream, partition);
        var lazy = _partitions.GetOrAdd(id, static (id, store) => new Lazy<SegmentLogPartition>(() => store.Recover(id)), this);
        try
        {
            return lazy.Value;
        }
        catch
        {
            // A failed opening is not remembered: the next one may succeed.
            _partitions.TryRemove(KeyValuePair.Create(id, lazy));
            throw;
        }
    }

    /// <summary>Opens all partitions of a stream, recovering them side by side.</summary>
    /// <param name="stream">As for <see cref="OpenPartition"/>.</param>
    /// <param name="partitionCount">From 1.</param>
    public async Task<IReadOnlyList<SegmentLogPartition>> OpenStreamAsync(string stream, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitionCount, 1);
        return await Task.WhenAll(Enumerable.Range(0, partitionCount).Select(index => Task.Run(() => OpenPartition(stream, index)))).ConfigureAwait(false);
    }

    /// <summary>The partitions that lie in the folder, opened or not.</summary>
    public IReadOnlyList<PartitionId> ListPartitions() =>
        [.. Directory.EnumerateDirectories(_root)
            .SelectMany(static stream => Directory.EnumerateDirectories(stream).Select(partition => (Stream: Path.GetFileName(stream), Partition: Path.GetFileName(partition))))
            .Where(static found => int.TryParse(found.Partition, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(static found => new PartitionId(found.Stream, int.Parse(found.Partition, CultureInfo.InvariantCulture)))
            .OrderBy(static id => id.Stream, StringComparer.Ordinal).ThenBy(static id => id.Partition)];

    /// <summary>Applies retention now, as the timer does from time to time.</summary>
    public Task ApplyRetentionAsync() => _committer.RunAsync(() => _retention.Run([.. Partitions.Select(static partition => partition.Writer)]));

    /// <summary>What keeps appends from being committed, in a line, or null: the disk as it is now, so that a fault ends with its cause and not only with the next append. Names no folder.</summary>
    public string? GetFault()
    {
        try
        {
            var free = _files.AvailableFreeBytes(_root);
            return free < _options.MinFreeBytes ? $"its disk has {free} bytes free and {_options.MinFreeBytes} must stay free; free space, or shorten the retention" : null;
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            return "its disk does not answer";
        }
    }

    /// <summary>The state now.</summary>
    public SegmentLogStatistics GetStatistics() => _instruments.Snapshot(_committer);

    /// <summary>Commits what waits, refuses what comes, closes the files and gives the folder free. Readers end with <see cref="ReadOutcome.Closed"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _retentionTimer.Dispose();
        _committer.Dispose();
        foreach (var partition in Partitions)
        {
            partition.Writer.Close();
        }

        _instruments.Dispose();
        _lock.Dispose();
    }

    /// <inheritdoc cref="Dispose" />
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    private SegmentLogPartition Recover(PartitionId id)
    {
        var directory = Path.Combine(_root, id.Stream, id.Partition.ToString(CultureInfo.InvariantCulture));
        var damages = new DamageRegister(_files, directory, id.ToString(), _logger);
        var segments = new SegmentSet(new PartitionRecovery(_files, directory, id, _options, damages, _time, _logger).Run(out var bounds));
        var waiters = new AppendWaiters(segments);
        var writer = new PartitionWriter(id, segments, waiters, _files, directory, bounds, _options);
        return new SegmentLogPartition(writer, waiters, damages, _committer, _options, _instruments);
    }

    private async Task SweepAsync()
    {
        try
        {
            await ApplyRetentionAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogSweepFailed(_logger, error);
        }
    }

    [LoggerMessage(2000, LogLevel.Error, "Retention broke off; it is tried again at its next turn.")]
    private static partial void LogSweepFailed(ILogger logger, Exception error);
}
