using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>The way of a silo from its command line to its exit code. Whatever is wrong is told in a line each on standard error, and the code is 1.</summary>
internal static class SiloProgram
{
    private const int Ok = 0;
    private const int Failed = 1;
    private static readonly TimeSpan AbandonTimeout = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(string[] args)
    {
        var arguments = SiloArguments.Parse(args);
        switch (arguments.Action)
        {
            case SiloAction.ShowHelp:
                Console.WriteLine(SiloArguments.Help);
                return Ok;
            case SiloAction.ShowVersion:
                Console.WriteLine(ProcessInfo.Version);
                return Ok;
            case SiloAction.Fail:
                return Fail(arguments.Fault!);
        }

        WebApplication app;
        try
        {
            app = SiloHost.Build(arguments.Settings);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or InvalidOperationException or OptionsValidationException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A settings file that cannot be read, or a value that cannot be used; the innermost message says where in it.
            return Fail($"EventFlow cannot start: {Explain(e)}");
        }

        await using (app) return await Run(app);
    }

    private static async Task<int> Run(WebApplication app)
    {
        if (SettingsCheck.FindFaults(app) is { Count: > 0 } faults)
            return Fail([$"EventFlow cannot start: {(faults.Count == 1 ? "a setting is" : $"{faults.Count} settings are")} wrong or missing.", .. faults.Select(static f => "  " + f)]);
        if (ListenAddresses.FindTaken(app.Configuration) is { } taken)
            return Fail($"EventFlow cannot start: {taken} is in use by another process. Stop that one, or choose another address with --urls.");
        using var data = DataDirectoryLock.TryTake(app.Services.GetRequiredService<SiloSettings>().DataDirectory, out var fault);
        return data is null ? Fail($"EventFlow cannot start: {fault}") : await Serve(app);
    }

    private static async Task<int> Serve(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await Abandon(app);
            return Fail("EventFlow was told to stop before it had started.");
        }
        catch (Exception e)
        {
            // What happened in detail is for whoever debugs; what to do about it is for whoever starts the silo.
            app.Logger.LogDebug(e, "Start-up failed");
            var code = Fail($"EventFlow cannot start: {StartupFailure.Explain(e)}");
            await Abandon(app);
            return code;
        }

        app.Services.GetRequiredService<StartupLogGate>().Open();
        Console.WriteLine(StartupBanner.Compose(
            AddressOf(app), app.Environment, app.Services.GetRequiredService<SiloSettings>(), app.Services.GetRequiredService<IGrainRuntimeInfo>().Name));
        await app.WaitForShutdownAsync();
        return Ok;
    }

    // What has started already stops in order, so that the other silos of a cluster need not find out that this one is gone. What was to be told is told.
    private static async Task Abandon(WebApplication app)
    {
        try
        {
            using var limit = new CancellationTokenSource(AbandonTimeout);
            await app.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            app.Logger.LogDebug(e, "What had started could not be stopped in order");
        }
    }

    private static string Explain(Exception error) =>
        (error.InnerException is null ? error.Message : $"{error.Message} {error.GetBaseException().Message}").ReplaceLineEndings(" ");

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?.TrimEnd('/') ?? ListenAddresses.Default;

    private static int Fail(params IEnumerable<string> lines)
    {
        foreach (var line in lines) Console.Error.WriteLine(line);
        return Failed;
    }
}
