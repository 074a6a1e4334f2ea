using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests;

/// <summary>The real command line, built beside the silo.</summary>
internal static class CliProcess
{
    private static readonly char Slash = Path.DirectorySeparatorChar;

    private static string Assembly => SiloProcess.Assembly.Replace("EventFlow.Silo.dll", "EventFlow.Cli.dll").Replace($"{Slash}EventFlow.Silo{Slash}", $"{Slash}EventFlow.Cli{Slash}");

    /// <summary>Runs a command.</summary>
    /// <param name="connection">What the environment says of the database; null for nothing.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string? connection, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(Assembly)) start.ArgumentList.Add(argument);
        start.Environment["EventFlow__Postgres__ConnectionString"] = connection;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
