namespace EventFlow.Rules;

/// <summary>
/// What a rule watches, by name: a name, a glob with <c>*</c>, or several of them separated by commas, of which a leading <c>!</c> takes names out again, for example
/// <c>*, !latency_ms</c>. Compared by ordinal; immutable.
/// </summary>
public sealed class Glob
{
    private readonly string[] _included;
    private readonly string[] _excluded;

    /// <summary>Reads the text; never fails, an empty one matches nothing.</summary>
    public Glob(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _included = [.. parts.Where(static p => p[0] != '!')];
        _excluded = [.. parts.Where(static p => p[0] == '!').Select(static p => p[1..].TrimStart())];
    }

    /// <summary>Whether nothing can match: no name or glob takes names in, or what each takes in another takes out again.</summary>
    public bool IsEmpty => Array.TrueForAll(_included, taken => Array.Exists(_excluded, pattern => Matches(pattern, taken)));

    /// <summary>Whether every name matches.</summary>
    public bool IsAll => _excluded.Length == 0 && _included.Contains("*");

    /// <summary>Whether a name matches.</summary>
    public bool Matches(string name)
    {
        foreach (var pattern in _excluded)
            if (Matches(pattern, name)) return false;
        foreach (var pattern in _included)
            if (Matches(pattern, name)) return true;
        return false;
    }

    // Greedy with one point to come back to: linear for one star, never exponential for many.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, resume) = (p++, n);
            else if (p < pattern.Length && pattern[p] == name[n]) (p, n) = (p + 1, n + 1);
            else if (star >= 0) (p, n) = (star + 1, ++resume);
            else return false;
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
