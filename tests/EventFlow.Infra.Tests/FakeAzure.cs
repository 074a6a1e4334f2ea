using System.Runtime.Versioning;
using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>Stands for the Azure CLI, since there is no subscription to try scripts on: answers from files and writes down what it was asked.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FakeAzure : IDisposable
{
    private readonly TempDirectory _folder = new();

    /// <param name="url">Address at which a new revision is reached.</param>
    /// <param name="serving">Revision that has the traffic.</param>
    /// <param name="active">Active revisions, oldest first.</param>
    public FakeAzure(string url, string serving = "app--old", params string[] active)
    {
        File.WriteAllText(Program, $"""
            #!/usr/bin/env bash
            echo "$*" >> '{_folder.Path}/calls'
            [[ "$*" != *'ingress traffic set'* ]] || echo $PPID > '{_folder.Path}/script'
            case "$*" in
                *'ingress traffic show'*) echo '{serving}' ;;
                *'revision list'*) printf '%s\n' {string.Join(' ', active.Select(static a => $"'{a}'"))} ;;
                *'revision show'*) echo '{new Uri(url).Authority}' ;;
            esac
            """);
        // The scripts speak https to the revision; here it is plain.
        File.WriteAllText(Curl, """
            #!/usr/bin/env bash
            [ -z "${END:-}" ] || kill -TERM "$(cat "$END")"
            exec /usr/bin/curl "${@/#https:/http:}"
            """);
        foreach (var file in (string[])[Program, Curl]) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Whether the script is told to end when it asks the new revision for the first time.</summary>
    public bool EndsDeployment { get; init; }

    /// <summary>Every call, in order.</summary>
    public IReadOnlyList<string> Calls => File.Exists($"{_folder.Path}/calls") ? File.ReadAllLines($"{_folder.Path}/calls") : [];

    /// <summary>The revisions that were given all traffic, in order.</summary>
    public IReadOnlyList<string> Traffic =>
        [.. Calls.Where(static c => c.Contains("traffic set")).Select(static c => c.Split("--revision-weight ")[1].Split("=100")[0])];

    private string Program => $"{_folder.Path}/az";

    private string Curl => $"{_folder.Path}/curl";

    /// <summary>Runs an action of the script.</summary>
    public Task<(int Code, string Output)> Run(string script, string action, params string[] arguments) => Tool.Run(
        script, [action, "--group", "rg", "--app", "app", .. arguments],
        new Dictionary<string, string> { ["AZ"] = Program, ["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}", ["EVENTFLOW_SMOKE_WAIT"] = "2", ["END"] = EndsDeployment ? $"{_folder.Path}/script" : "" });

    public void Dispose() => _folder.Dispose();
}
