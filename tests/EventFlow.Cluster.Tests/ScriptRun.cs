using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests;

/// <summary>Runs a script of operation to its end.</summary>
internal static class ScriptRun
{
    /// <summary>Exit code and everything it wrote.</summary>
    /// <param name="script">Name of a script in infra/scripts.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it sees besides those of this process.</param>
    public static async Task<(int Code, string Output)> RunAsync(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "infra", "scripts", script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
