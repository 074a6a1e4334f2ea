using System.Globalization;
using System.Text;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Backup.Tests;

/// <summary>A data directory as a silo keeps it: a log that is appended to, and a database that says how far each partition has been applied.</summary>
internal sealed class DataFolder : IDisposable
{
    public const string Stream = "service-logs";
    public const int Partitions = 2;

    private readonly SqliteConnection _state;

    public DataFolder(string path, TimeProvider time, Action<SegmentLogOptions>? configure = null)
    {
        Path = path;
        var options = new SegmentLogOptions { SegmentBytes = 16 << 10, MinFreeBytes = 0 };
        configure?.Invoke(options);
        Directory.CreateDirectory(System.IO.Path.Combine(path, "grains"));
        Log = new SegmentLogStore(System.IO.Path.Combine(path, "log"), options, time, NullLogger<SegmentLogStore>.Instance);
        SQLitePCL.Batteries_V2.Init();
        _state = new SqliteConnection($"Data Source={System.IO.Path.Combine(path, "grains", "grains.db")};Pooling=False");
        _state.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("CREATE TABLE IF NOT EXISTS applied (partition INTEGER PRIMARY KEY, offset INTEGER NOT NULL, checksum INTEGER NOT NULL)");
    }

    public string Path { get; }

    public SegmentLogStore Log { get; }

    public SegmentLogPartition Partition(int index) => Log.OpenPartition(Stream, index);

    /// <summary>Appends and gives the offset.</summary>
    public async Task<long> AppendAsync(int partition, string text)
    {
        var result = await Partition(partition).AppendAsync(new LogBatch(Encoding.UTF8.GetBytes(text), 1, 0, 0), TestContext.Current.CancellationToken);
        Assert.True(result.IsCommitted, result.Detail);
        return result.FirstOffset;
    }

    /// <summary>Applies what the log holds beyond the state, as grains do: what was applied is remembered with the offset.</summary>
    public async Task ApplyAsync()
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var (offset, checksum) = Applied(partition);
            foreach (var (at, text) in await ReadAsync(partition, offset))
            {
                (offset, checksum) = (at + 1, Next(checksum, text));
            }

            Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT OR REPLACE INTO applied VALUES ({partition}, {offset}, {checksum})"));
        }
    }

    /// <summary>How far the state has come, and what of.</summary>
    public (long Offset, long Checksum) Applied(int partition)
    {
        using var command = _state.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT offset, checksum FROM applied WHERE partition = {partition}");
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    public async Task<List<(long Offset, string Text)>> ReadAsync(int partition, long from = 0)
    {
        var found = new List<(long, string)>();
        using var cursor = Partition(partition).OpenCursor(Math.Max(from, Partition(partition).FirstOffset));
        while (true)
        {
            using var read = await cursor.ReadAsync(1 << 20, TestContext.Current.CancellationToken);
            if (read.Outcome == ReadOutcome.EndOfLog)
            {
                return found;
            }

            Assert.Equal((ReadOutcome.Read, 0), (read.Outcome, read.Lost.Count));
            found.AddRange(read.Frames.Where(frame => frame.FirstOffset >= from).Select(static frame => (frame.FirstOffset, Encoding.UTF8.GetString(frame.Payload.Span))));
        }
    }

    public static long ChecksumOf(IEnumerable<string> texts) => texts.Aggregate(0L, Next);

    public void Dispose()
    {
        _state.Dispose();
        Log.Dispose();
    }

    private static long Next(long checksum, string text) => text.Aggregate(checksum * 31, static (sum, letter) => unchecked((sum * 131) + letter)) & 0xFFFF_FFFF_FFFF;

    private void Execute(string sql)
    {
        using var command = _state.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
