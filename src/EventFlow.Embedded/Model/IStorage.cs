namespace EventFlow.Embedded;

/// <summary>One stored record of a grain.</summary>
public interface IStorage
{
    /// <summary>The version last read or written; null when nothing is stored.</summary>
    string? Etag { get; }

    /// <summary>Whether the record exists in storage.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes the record.</summary>
    /// <exception cref="InconsistentStateException">Another writer changed the record since it was read.</exception>
    Task ClearStateAsync();

    /// <summary>Writes the record durably.</summary>
    /// <exception cref="InconsistentStateException">Another writer changed the record since it was read.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the record again, losing what was changed in memory.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
