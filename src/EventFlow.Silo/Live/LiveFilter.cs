using System.Collections.Frozen;

namespace EventFlow.Silo;

/// <summary>What one client wants to see: some services or all, some types or all.</summary>
internal sealed class LiveFilter
{
    public const string MetricType = "metric";
    public const string AlertType = "alert";
    public const string ServiceType = "service";

    /// <summary>Everything.</summary>
    public static readonly LiveFilter All = new([], []);

    /// <summary>The types there are.</summary>
    public static readonly IReadOnlyList<string> Types = [MetricType, AlertType, ServiceType];

    private readonly FrozenSet<string> _services;
    private readonly FrozenSet<string> _types;

    /// <summary>A filter; an empty list does not filter.</summary>
    public LiveFilter(IEnumerable<string> services, IEnumerable<string> types)
    {
        _services = services.ToFrozenSet(StringComparer.Ordinal);
        _types = types.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the client wants this update.</summary>
    public bool Matches(LiveUpdate update) =>
        (_services.Count == 0 || _services.Contains(update.Subject)) && (_types.Count == 0 || _types.Contains(TypeOf(update)));

    private static string TypeOf(LiveUpdate update) => update switch
    {
        MetricLiveUpdate => MetricType,
        AlertLiveUpdate => AlertType,
        _ => ServiceType,
    };
}
