using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>Where replays into files write.</summary>
internal sealed class ReplayFiles(IOptions<ReplayOptions> options, IConfiguration? configuration = null)
{
    private const string DefaultDataDirectory = "eventflow-data";

    private readonly string _directory = options.Value.Directory ?? Path.Combine(configuration?["EventFlow:DataDirectory"] ?? DefaultDataDirectory, "replays");

    /// <summary>The file of a replay, there or not.</summary>
    public string PathOf(string id) => Path.GetFullPath(Path.Combine(_directory, id + ".ndjson"));

    public void Delete(string id)
    {
        if (File.Exists(PathOf(id))) File.Delete(PathOf(id));
    }
}
