using EventFlow.Embedded.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Storage;

/// <summary>The storages by name; all in one database.</summary>
internal sealed class GrainStorages(IOptions<EmbeddedGrainsOptions> options, GrainDatabase database)
{
    private const string DefaultName = "Default";

    private readonly Dictionary<string, GrainStorage> _storages = options.Value.StorageNames.Append(DefaultName).Distinct(StringComparer.Ordinal)
        .ToDictionary(static name => name, name => new GrainStorage(name, database, options.Value.StateSerializerOptions), StringComparer.Ordinal);

    public string Names => string.Join(", ", _storages.Keys.Select(static name => $"'{name}'"));

    public GrainStorage? Get(string? name) => _storages.GetValueOrDefault(name ?? DefaultName);
}
