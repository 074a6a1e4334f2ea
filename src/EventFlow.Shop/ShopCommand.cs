using System.CommandLine;
using EventFlow.Client;
using EventFlow.Shop.Push;
using EventFlow.Shop.Simulation;

namespace EventFlow.Shop;

/// <summary>The command line of the sample application.</summary>
internal sealed class ShopCommand : RootCommand
{
    private readonly Option<string> _url = new("--url")
    {
        Description = "Address of the silo; EVENTFLOW_URL changes the default.",
        DefaultValueFactory = _ => SiloAddress.FromEnvironment(),
    };

    private readonly Option<string?> _apiKey = new("--api-key")
    {
        Description = "Key with the right to send events. Default: EVENTFLOW_API_KEY, or the development key when the silo is on this machine.",
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Same seed, same load and incidents.", DefaultValueFactory = _ => 1 };

    private readonly Option<string> _incidents = new("--incidents") { Description = "Whether things go wrong: on or off.", DefaultValueFactory = _ => "on" };

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "Simulated seconds per second: at 10, reports come every half second and incidents ten times as often. Time stamps stay real.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double> _day = new("--day") { Description = "Length of a simulated day in minutes.", DefaultValueFactory = _ => 1440 };

    private readonly Option<int> _history = new("--history") { Description = "Quiet minutes to send at once at the start.", DefaultValueFactory = _ => 0 };

    private readonly Option<long?> _until = new("--until") { Description = "End after so many simulated seconds." };

    private readonly Option<bool> _gzip = new("--gzip") { Description = "Compress the requests." };

    private readonly Option<bool> _parentPipe = new("--parent-pipe") { Description = "End when the standard input closes, that is with the parent process." };

    public ShopCommand()
        : base("Four sample services that report to an EventFlow silo: auth, orders, payments, notification.")
    {
        Options.Add(_url);
        Options.Add(_apiKey);
        Options.Add(_seed);
        Options.Add(_incidents);
        Options.Add(_speed);
        Options.Add(_day);
        Options.Add(_history);
        Options.Add(_until);
        Options.Add(_gzip);
        Options.Add(_parentPipe);
        Validate();
        SetAction(RunAsync);
    }

    private void Validate()
    {
        _incidents.AcceptOnlyFromAmong("on", "off");
        Require(_speed, speed => speed is > 0 and <= 1000, "above 0, up to 1000");
        Require(_day, minutes => minutes is >= 1 and <= 1440, "1 to 1440 minutes");
        Require(_history, minutes => minutes is >= 0 and <= 60, "0 to 60 minutes");
        Require(_until, seconds => seconds is null or >= 0, "0 or more seconds");
        Require(_url, url => SiloAddress.TryParse(url, out _), SiloAddress.Expected);
    }

    private static void Require<T>(Option<T> option, Func<T, bool> holds, string expected) =>
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value && !holds(value))
            {
                result.AddError($"{option.Name} is {value}; expected {expected}.");
            }
        });

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        SiloAddress.TryParse(arguments.GetValue(_url), out var url);
        using var loggers = CreateLoggers();
        using var http = EventFlowHttp.Create(url, TimeSpan.FromSeconds(10));
        // Jitter only spreads retries; the simulation has its own seed.
        var retries = new RetrySchedule(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), new Random());
        var client = new IngestionClient(http, DefaultCredential.For(url, arguments.GetValue(_apiKey)), retries, time, arguments.GetValue(_gzip));
        var simulation = new ShopSimulation(Settings(arguments, time));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var parent = arguments.GetValue(_parentPipe) ? ParentPipe.WatchAsync(Console.OpenStandardInput(), stop) : Task.CompletedTask;

        var pusher = new ShopPusher(simulation, client, PushOptions(arguments), time, loggers.CreateLogger<ShopPusher>());
        await pusher.RunAsync(stop.Token).ConfigureAwait(false);
        // Not awaited further: the read of a pipe that stays open never ends.
        _ = parent;
        return 0;
    }

    private ShopSettings Settings(ParseResult arguments, TimeProvider time) => new()
    {
        Seed = arguments.GetValue(_seed),
        Incidents = arguments.GetValue(_incidents) == "on",
        Day = TimeSpan.FromMinutes(arguments.GetValue(_day)),
        StartOfDay = time.GetUtcNow().TimeOfDay / TimeSpan.FromDays(1),
    };

    private PusherOptions PushOptions(ParseResult arguments) => new()
    {
        Speed = arguments.GetValue(_speed),
        Until = arguments.GetValue(_until),
        HistoryMinutes = arguments.GetValue(_history),
    };

    private static ILoggerFactory CreateLoggers() => LoggerFactory.Create(logging => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        }));
}
