using EventFlow.SegmentLog;
using EventFlow.TestKit;

namespace EventFlow.Backup.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly ManualTimeProvider _time = new();

    private string Data => Path.Combine(_temp.Path, "data");

    private string Backup => Path.Combine(_temp.Path, "backup");

    private string Restored => Path.Combine(_temp.Path, "restored");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Run_WhileEventsArriveAndAreApplied_RestoresAllAcknowledgedBeforeAndMakesTheStateWhole()
    {
        using var source = new DataFolder(Data, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var acknowledged = new List<(int Partition, long Offset, string Text)>[] { [], [], [], [] };
        var appenders = Enumerable.Range(0, acknowledged.Length).Select(appender => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var (partition, text) = (appender % DataFolder.Partitions, $"{appender} {i} {new string((char)('a' + (i % 26)), i % 500)}");
                var offset = await source.AppendAsync(partition, text);
                lock (acknowledged)
                {
                    acknowledged[appender].Add((partition, offset, text));
                }
            }
        })).ToList();
        var applier = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await source.ApplyAsync();
            }
        });
        List<(int Partition, long Offset, string Text)> before;
        while (true)
        {
            lock (acknowledged)
            {
                before = [.. acknowledged.SelectMany(static mine => mine)];
            }

            if (before.Count > 600 && source.Applied(1).Offset > 100)
            {
                break;
            }

            await Task.Yield();
        }

        var report = new BackupJob(Data, Backup, TimeProvider.System).Run(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll([.. appenders, applier]);
        var restore = new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken);

        using var restored = new DataFolder(Restored, TimeProvider.System);
        for (var partition = 0; partition < DataFolder.Partitions; partition++)
        {
            var held = await restored.ReadAsync(partition);
            Assert.Equal((await source.ReadAsync(partition)).Take(held.Count), held);
            Assert.Empty(before.Where(a => a.Partition == partition).Select(static a => (a.Offset, a.Text)).Except(held));
            Assert.Equal(report.Point.Partitions[partition].EndOffset, restored.Partition(partition).NextOffset);
            var applied = restored.Applied(partition);
            Assert.InRange(applied.Offset, 1, held.Count);
            Assert.Equal(DataFolder.ChecksumOf(held.Take((int)applied.Offset).Select(static of => of.Text)), applied.Checksum);
            Assert.Empty(restored.Partition(partition).LostRanges);
        }

        await restored.ApplyAsync();
        for (var partition = 0; partition < DataFolder.Partitions; partition++)
        {
            Assert.Equal(DataFolder.ChecksumOf((await restored.ReadAsync(partition)).Select(static of => of.Text)), restored.Applied(partition).Checksum);
        }

        Assert.Equal(report.Point.Events, restore.Events);
        Assert.Empty(restore.Holes);
    }

    [Fact]
    public async Task Restore_UntilATimeBetweenTwoPoints_HoldsNothingLaterAndStateThatIsNotAhead()
    {
        var arrivals = new Dictionary<string, DateTimeOffset>();
        using (var source = new DataFolder(Data, _time))
        {
            for (var i = 0; i < 300; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                arrivals[$"event {i}"] = _time.GetUtcNow();
                await source.AppendAsync(i % 2, $"event {i}");
                await source.ApplyAsync();
                if (i is 99 or 199 or 299)
                {
                    new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
                }
            }
        }

        foreach (var second in new[] { 99, 100, 150, 198, 199, 250, 299 })
        {
            var until = arrivals[$"event {second}"];
            var target = Restored + second;
            var report = new RestoreJob(Backup, target, until).Run(TestContext.Current.CancellationToken);

            using var restored = new DataFolder(target, _time);
            var held = new[] { await restored.ReadAsync(0), await restored.ReadAsync(1) };
            Assert.Equal(
                arrivals.Where(a => a.Value <= until).Select(static a => a.Key).Order(), held.SelectMany(static of => of).Select(static of => of.Text).Order());
            Assert.Equal(second + 1, report.Events);
            Assert.All(new[] { 0, 1 }, partition => Assert.Equal(
                DataFolder.ChecksumOf(held[partition].Take((int)restored.Applied(partition).Offset).Select(static of => of.Text)), restored.Applied(partition).Checksum));
            Assert.Equal(second < 199 ? 100 : second < 299 ? 200 : 300, report.Events - report.EventsToApply);
        }
    }

    [Fact]
    public async Task Restore_UntilATimeBeforeTheFirstState_RefusesAndSaysFromWhenOn()
    {
        using (var source = new DataFolder(Data, _time))
        {
            await source.AppendAsync(0, "a");
            _time.Advance(TimeSpan.FromMinutes(1));
            await source.AppendAsync(0, "b");
        }

        var point = new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken).Point;
        var refusal = Assert.Throws<BackupException>(() => new RestoreJob(Backup, Restored, _time.GetUtcNow() - TimeSpan.FromSeconds(30)).Run(TestContext.Current.CancellationToken));

        Assert.Contains($"Expected a time from {RestorePlan.Text(point.TakenAt)} on", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([Backup, Data], Directory.GetFileSystemEntries(_temp.Path).Order());
    }

    [Fact]
    public async Task Restore_ClockWasSetBack_KeepsNothingThatCameAfterSomethingLater()
    {
        using (var source = new DataFolder(Data, _time))
        {
            await source.AppendAsync(0, "early");
            new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromMinutes(60));
            await source.AppendAsync(0, "an hour later");
            _time.SetUtcNow(_time.GetUtcNow() - TimeSpan.FromMinutes(50));
            await source.AppendAsync(0, "after the clock was set back");
            _time.Advance(TimeSpan.FromMinutes(55));
            new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
        }

        new RestoreJob(Backup, Restored, _time.GetUtcNow() - TimeSpan.FromMinutes(30)).Run(TestContext.Current.CancellationToken);

        using var restored = new DataFolder(Restored, _time);
        Assert.Equal(["early"], (await restored.ReadAsync(0)).Select(static of => of.Text));
        Assert.Equal(1, await restored.AppendAsync(0, "goes on"));
    }

    [Fact]
    public async Task Run_Again_CopiesOnlyWhatIsNewAndBothPointsCanBeRestored()
    {
        using var source = new DataFolder(Data, _time, o => o.Compression = LogCompression.None);
        for (var i = 0; i < 200; i++)
        {
            await source.AppendAsync(0, $"{i} {new string('x', 500)}");
        }

        var first = new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromHours(1));
        await source.AppendAsync(0, "new");
        var second = new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);

        Assert.True(second.SharedFiles >= 5 && second.CopiedFiles == 2, $"{second.SharedFiles} shared, {second.CopiedFiles} copied");
        Assert.Equal(2, new BackupVerifier(Backup).List().Count);
        Assert.Empty(new BackupVerifier(Backup).Run(TestContext.Current.CancellationToken));
        Assert.Equal(201, new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken).Events);
        Assert.Equal(200, new RestoreJob(Backup, Restored + "1", first.Point.TakenAt).Run(TestContext.Current.CancellationToken).Events);
    }

    [Fact]
    public async Task Restore_SegmentsThatRetentionTookBetweenTwoPoints_AreTakenFromTheEarlierOne()
    {
        using (var source = new DataFolder(Data, _time, o => (o.SegmentAge, o.Retention.Age) = (TimeSpan.FromHours(1), TimeSpan.FromHours(3))))
        {
            await source.AppendAsync(0, "first");
            new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromHours(2));
            await source.AppendAsync(0, "second");
            _time.Advance(TimeSpan.FromHours(2));
            await source.AppendAsync(0, "third");
            await source.Log.ApplyRetentionAsync();
            Assert.Equal(1, source.Partition(0).FirstOffset);
            new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
        }

        new RestoreJob(Backup, Restored, _time.GetUtcNow() - TimeSpan.FromHours(1)).Run(TestContext.Current.CancellationToken);

        using var restored = new DataFolder(Restored, _time);
        Assert.Equal(["first", "second"], (await restored.ReadAsync(0)).Select(static of => of.Text));
    }

    [Fact]
    public async Task Run_FolderOfAnotherSilo_IsRefused()
    {
        foreach (var name in new[] { "one", "two" })
        {
            using var source = new DataFolder(Path.Combine(_temp.Path, name), _time);
            await source.AppendAsync(0, "same size");
        }

        new BackupJob(Path.Combine(_temp.Path, "one"), Backup, _time).Run(TestContext.Current.CancellationToken);
        var refusal = Assert.Throws<BackupException>(() => new BackupJob(Path.Combine(_temp.Path, "two"), Backup, _time).Run(TestContext.Current.CancellationToken));

        Assert.Contains("another data directory", refusal.Message, StringComparison.Ordinal);
        Assert.Single(new BackupVerifier(Backup).List());
    }

    [Fact]
    public void Run_NotADataDirectory_IsRefused()
    {
        var refusal = Assert.Throws<BackupException>(() => new BackupJob(_temp.Path, Backup, _time).Run(TestContext.Current.CancellationToken));
        Assert.Contains("no data directory", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Backup));
    }

    [Fact]
    public async Task Run_AnotherBackupUnderWay_IsRefused()
    {
        using var source = new DataFolder(Data, _time);
        await source.AppendAsync(0, "x");
        using var held = new BackupFolder(Backup).Lock();
        Assert.Contains("Another backup", Assert.Throws<BackupException>(() => new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_FolderNotEmpty_IsRefusedAndLeftAlone()
    {
        await TakeAsync();
        Directory.CreateDirectory(Restored);
        var file = Path.Combine(Restored, "precious");
        File.WriteAllText(file, "kept");

        Assert.Contains("not empty", Assert.Throws<BackupException>(() => new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(Restored));
        File.Delete(file);
        new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken);
    }

    public enum Harm
    {
        FlippedByte,
        Cut,
        Missing,
        Longer,
    }

    [Theory]
    [InlineData(Harm.FlippedByte)]
    [InlineData(Harm.Cut)]
    [InlineData(Harm.Missing)]
    [InlineData(Harm.Longer)]
    public async Task VerifyAndRestore_AnyFileHarmed_NameItAndRestoreNothing(Harm harm)
    {
        await TakeAsync();
        foreach (var path in Directory.GetFiles(Path.Combine(Backup, "log"), "*.seg", SearchOption.AllDirectories).Concat(Directory.GetFiles(Path.Combine(Backup, "state"))))
        {
            var sound = File.ReadAllBytes(path);
            Apply(harm, path, sound);

            Assert.Contains(path, Assert.Single(new BackupVerifier(Backup).Run(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
            Assert.Contains(path, Assert.Throws<BackupException>(() => new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
            Assert.Equal([Backup, Data], Directory.GetFileSystemEntries(_temp.Path).Order());
            File.WriteAllBytes(path, sound);
        }

        new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Restore_PointHarmedAnywhere_IsRefused()
    {
        await TakeAsync();
        var path = Assert.Single(Directory.GetFiles(Path.Combine(Backup, "points")));
        var sound = File.ReadAllBytes(path);
        for (var at = 0; at < sound.Length; at += 3)
        {
            var harmed = (byte[])sound.Clone();
            harmed[at] ^= 1;
            File.WriteAllBytes(path, at % 2 == 0 ? harmed : sound[..at]);
            var refusal = Record.Exception(() => new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken)) as BackupException;
            Assert.True(refusal?.Message.Contains(path, StringComparison.Ordinal), $"byte {at}: {refusal?.Message ?? "restored"}, near {System.Text.Encoding.UTF8.GetString(sound.AsSpan(Math.Max(0, at - 20), 20))}");
        }

        File.Delete(path);
        Assert.Contains("no complete backup", Assert.Throws<BackupException>(() => new RestoreJob(Backup, Restored).Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Restored));
    }

    private static void Apply(Harm harm, string path, byte[] sound)
    {
        switch (harm)
        {
            case Harm.FlippedByte:
                var flipped = (byte[])sound.Clone();
                flipped[sound.Length / 2] ^= 0x40;
                File.WriteAllBytes(path, flipped);
                break;
            case Harm.Cut:
                File.WriteAllBytes(path, sound[..^1]);
                break;
            case Harm.Missing:
                File.Delete(path);
                break;
            case Harm.Longer:
                File.WriteAllBytes(path, [.. sound, 0]);
                break;
        }
    }

    private async Task TakeAsync()
    {
        using var source = new DataFolder(Data, _time, o => o.Compression = LogCompression.None);
        for (var i = 0; i < 60; i++)
        {
            await source.AppendAsync(i % 2, $"{i} {new string('x', 500)}");
        }

        await source.ApplyAsync();
        new BackupJob(Data, Backup, _time).Run(TestContext.Current.CancellationToken);
    }
}
