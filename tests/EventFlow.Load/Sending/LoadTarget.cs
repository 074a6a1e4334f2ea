namespace EventFlow.Load;

/// <summary>Where a load goes: the root of a server, without a slash at its end, and headers of every request.</summary>
internal sealed record LoadTarget(string Url, IReadOnlyList<KeyValuePair<string, string>> Headers);
