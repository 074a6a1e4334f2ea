namespace EventFlow.Load;

/// <summary>A server that takes alerts and tells a webhook of them, started for one measurement: the built silo or Alertmanager, both told to group by service, to wait for nothing and to tell of what joins after a second.</summary>
internal sealed class AlertServer : IAsyncDisposable
{
    /// <summary>Name of the silo.</summary>
    public const string Silo = "alerts";

    /// <summary>Name of Alertmanager.</summary>
    public const string Alertmanager = "alertmanager";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["EventFlow:Alerting:GroupWait"] = "00:00:00",
        ["EventFlow:Alerting:GroupInterval"] = "00:00:01",
        ["EventFlow:Alerting:GroupBy:0"] = "service",
    };

    private readonly IAsyncDisposable _process;

    private AlertServer(string name, LoadTarget target, ServerMeter meter, IAsyncDisposable process) => (Name, Target, Meter, _process) = (name, target, meter, process);

    /// <summary>Begin of the names of what is measured on it.</summary>
    public string Name { get; }

    /// <summary>Where alerts go.</summary>
    public LoadTarget Target { get; }

    /// <summary>What it uses.</summary>
    public ServerMeter Meter { get; }

    /// <summary>Starts one.</summary>
    /// <param name="name">Which.</param>
    /// <param name="webhook">Where it tells its alerts.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="clock">The clock of the wait until it is ready.</param>
    public static async Task<AlertServer> StartAsync(string name, string webhook, LoadArguments arguments, TimeProvider clock)
    {
        if (name == Alertmanager)
        {
            var alertmanager = await AlertmanagerProcess.StartAsync(arguments.Text("alertmanager")!, webhook, clock).ConfigureAwait(false);
            return new AlertServer(name, new LoadTarget(alertmanager.Url, []), new ServerMeter([alertmanager.Id], alertmanager.Data), alertmanager);
        }

        var silo = await LoadServer.OpenAsync(arguments, Settings).ConfigureAwait(false);
        try
        {
            await silo.AddWebhookAsync(webhook).ConfigureAwait(false);
            return new AlertServer(name, silo.Target, silo.Meter, silo);
        }
        catch
        {
            await silo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
