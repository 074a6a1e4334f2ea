namespace EventFlow;

/// <summary>What the API and the dashboard do with silences and maintenance windows. Thread safe.</summary>
public interface ISilenceService
{
    /// <summary>All silences of a kind (null: every kind), active ones first, then by end.</summary>
    ValueTask<IReadOnlyList<SilenceStatus>> List(string? kind);

    /// <summary>One; null when there is none.</summary>
    ValueTask<SilenceStatus?> Get(string id);

    /// <summary>Makes or changes a silence in the name of <paramref name="who"/>.</summary>
    ValueTask<Outcome<Silence>> Put(SilenceRequest request, string who);

    /// <summary>Ends a silence now.</summary>
    ValueTask<Outcome<Silence>> Expire(string id, string who);

    /// <summary>Which open alerts matchers hold now.</summary>
    ValueTask<Outcome<SilencePreview>> Preview(IReadOnlyList<string> matchers);
}
