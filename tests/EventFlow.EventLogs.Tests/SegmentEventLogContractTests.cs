using System.Diagnostics.Metrics;
using EventFlow.EventStore;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.EventLogs.Tests;

/// <summary>The log on local disk.</summary>
public sealed class SegmentEventLogContractTests : EventLogContract, IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    protected override async Task<OpenLog> OpenAsync()
    {
        var store = new SegmentLogStore(_folder["log"], new SegmentLogOptions { MinFreeBytes = 0 }, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        var log = new SegmentEventLog(store, new(_services.GetRequiredService<IMeterFactory>()), NullLogger<SegmentEventLog>.Instance);
        await log.OpenAsync();
        return new(log, store.DisposeAsync);
    }
}
