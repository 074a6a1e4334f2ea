namespace EventFlow.Dashboard.Services;

/// <summary>Cuts the template of a log pattern into what is said each time and what varies.</summary>
internal static class LogTemplate
{
    private const string Wild = "<*>";

    /// <summary>The parts in order.</summary>
    public static IEnumerable<(string Text, bool Varies)> Parts(string template)
    {
        var start = 0;
        for (var at = template.IndexOf(Wild, StringComparison.Ordinal); at >= 0; at = template.IndexOf(Wild, start, StringComparison.Ordinal))
        {
            if (at > start) yield return (template[start..at], false);
            yield return (Wild, true);
            start = at + Wild.Length;
        }

        if (start < template.Length) yield return (template[start..], false);
    }
}
