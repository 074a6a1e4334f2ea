using System.Text.Json;

namespace EventFlow.Simulation.Tests.Engines;

/// <summary>What one grain has saved: the version at the last checkpoint, and those since, any of which a crash may leave.</summary>
internal sealed class Saved<TState>
    where TState : new()
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly List<string> _versions = [JsonSerializer.Serialize(new TState(), Json)];

    public void Add(TState state) => _versions.Add(JsonSerializer.Serialize(state, Json));

    /// <summary>A checkpoint has been made behind the newest version: nothing older comes back.</summary>
    public void Forget() => _versions.RemoveRange(0, _versions.Count - 1);

    /// <summary>A crash: one of the versions is what is stored now.</summary>
    public TState FallBack(int draw)
    {
        var at = draw % _versions.Count;
        _versions.RemoveRange(at + 1, _versions.Count - at - 1);
        return JsonSerializer.Deserialize<TState>(_versions[at], Json)!;
    }
}
