using System.Text.Json;
using System.Text.Json.Serialization;
using EventFlow.Series;
using EventFlow.Services;
using Microsoft.Data.Sqlite;

namespace EventFlow.Chaos.Model;

/// <summary>The state of grains in the data folder of a silo that has stopped, against what is stored: to the last event.</summary>
internal static class StoredStates
{
    private const long MinuteMs = 60_000;
    private const int ManyMinutes = 10_000;
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>How many states were compared; deviations go to the ledger.</summary>
    public static int Compare(string dataFolder, StoredEvents stored, Ledger ledger)
    {
        var compared = 0;
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataFolder, "grains", "grains.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT grain_type, grain_key, json FROM grain_state WHERE grain_type IN ('service', 'metricseries', 'ingestion')";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            compared++;
            var (type, key, json) = (rows.GetString(0), rows.GetString(1), rows.GetString(2));
            var wrong = type switch
            {
                "service" => OfService(key, Read<ServiceState>(json), stored),
                "metricseries" => OfSeries(new(key), Read<MetricSeriesState>(json), stored),
                _ => OfPartition(key, JsonDocument.Parse(json).RootElement, stored),
            };
            if (wrong is not null) ledger.Deviate($"{type} {key}: {wrong}");
        }

        if (compared < 10) ledger.Deviate($"only {compared} states are stored");
        return compared;
    }

    private static string? OfService(string service, ServiceState state, StoredEvents stored)
    {
        long Of(EventKind kind) => stored.Counts.GetValueOrDefault((service, kind));
        return (state.Samples, state.Logs, state.DomainEvents) == (Of(EventKind.Metric), Of(EventKind.Log), Of(EventKind.Domain))
            ? null
            : $"counts {state.Samples} samples, {state.Logs} logs, {state.DomainEvents} domain events; {Of(EventKind.Metric)}, {Of(EventKind.Log)}, {Of(EventKind.Domain)} are stored";
    }

    private static string? OfSeries(SeriesId series, MetricSeriesState state, StoredEvents stored)
    {
        var rollups = new Rollups(MinuteMs, ManyMinutes);
        rollups.Load(state.Minutes);
        var (count, sum) = (0L, 0.0);
        for (var i = 0; i < rollups.Count; i++) (count, sum) = (count + rollups[i].Count, sum + (rollups[i].Average * rollups[i].Count));
        var expected = stored.Series.GetValueOrDefault(series);
        return count == expected.Count && Math.Abs(sum - expected.Sum) <= 1e-6 * Math.Max(1, expected.Sum) ? null : $"its minutes hold {count} samples with a sum of {sum}; {expected.Count} with {expected.Sum} are stored";
    }

    private static string? OfPartition(string key, JsonElement state, StoredEvents stored)
    {
        var dash = key.LastIndexOf('-');
        var expected = stored.Partitions.GetValueOrDefault((key[..dash], key[dash + 1] - '0'));
        return state.GetProperty("Events").GetInt64() == expected ? null : $"routed {state.GetProperty("Events").GetInt64()} events, {expected} are stored";
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)!;
}
