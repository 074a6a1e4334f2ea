using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Path below the top folder.</summary>
    public static string File(params string[] parts) => Path.Combine([Repository.Root, .. parts]);

    /// <summary>Exit code and everything it wrote.</summary>
    public static async Task<(int Code, string Output)> Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Repository.Root };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit.TotalMinutes} minutes.");
        }
        return (process.ExitCode, await output + await error);
    }

    /// <summary>What a check in the folder <c>checks</c> prints about files.</summary>
    public static async Task<string> Check(string name, IEnumerable<string> files)
    {
        Assert.SkipWhen(Counterparts.Node is null || Counterparts.NodeModules is null, Counterparts.Missing("Node.js with the packages of tests/npm"));
        var script = File("tests", "EventFlow.Infra.Tests", "checks", name);
        var (code, output) = await Run(Counterparts.Node!, [script, .. files], new Dictionary<string, string> { ["NODE_PATH"] = Counterparts.NodeModules! });
        Assert.True(code == 0, output);
        return output.Trim();
    }
}
