using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Rules;

/// <summary>Puts the built-in rules into a new installation, then keeps the directory fresh: another silo may have changed a rule.</summary>
internal sealed partial class RuleRefreshService(IGrainFactory grains, IRuleDirectory directory, IOptions<RuleOptions> options, TimeProvider time, ILogger<RuleRefreshService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string? _lastFailure;
    private bool _seeded;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await RefreshOnce(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshOnce(CancellationToken stoppingToken)
    {
        try
        {
            if (!_seeded) await Seed();
            await directory.Refresh();
            _lastFailure = null;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // Every second the same line would hide the others.
            if (_lastFailure != e.Message) LogRefreshFailed(e);
            _lastFailure = e.Message;
        }
    }

    private async Task Seed()
    {
        var rules = options.Value.BuiltIn ? BuiltInRules.All : [];
        if (await grains.GetGrain<IRuleCatalogGrain>(Tenants.Default).Seed(rules)) LogSeeded(rules.Count);
        _seeded = true;
    }

    [LoggerMessage(4001, LogLevel.Warning, "Rules could not be refreshed; those known go on. Tried again each second.")]
    private partial void LogRefreshFailed(Exception error);

    [LoggerMessage(4002, LogLevel.Information, "Put {Count} built-in rules into the new catalog.")]
    private partial void LogSeeded(int count);
}
