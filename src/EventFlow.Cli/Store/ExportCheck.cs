using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EventFlow.Cli.Store;

/// <summary>Tells a whole export from a cut or changed one, by its last line. Lines are given without their line break.</summary>
internal sealed class ExportCheck : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private JsonElement? _end;

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>What is wrong; null when the export is whole.</summary>
    public string? Fault => _end switch
    {
        null => "its last line ($end) is missing: it was cut off",
        { } end when end.GetProperty("events").GetInt64() != Events => $"it holds {Events} events; its last line says {end.GetProperty("events")}",
        { } end when end.GetProperty("sha256").GetString() != Convert.ToHexStringLower(_hash.GetCurrentHash()) => "its contents do not match the SHA-256 of its last line: it was changed",
        _ => null,
    };

    /// <summary>Looks at a line. Whether it is an event.</summary>
    public bool Take(string line)
    {
        if (line.StartsWith("{\"$end\":", StringComparison.Ordinal))
        {
            _end = JsonDocument.Parse(line).RootElement.GetProperty("$end");
            return false;
        }

        _hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        if (line.Length == 0 || line.StartsWith("{\"$lost\":", StringComparison.Ordinal))
        {
            return false;
        }

        Events++;
        return true;
    }

    public void Dispose() => _hash.Dispose();
}
