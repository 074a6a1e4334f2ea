namespace EventFlow.Ingestion;

/// <summary>Calls many grains, a limited number at a time, from within a grain: what runs between awaits runs in its turns.</summary>
internal static class FanOut
{
    /// <summary>Calls all; gives what each failed with, null where it did not. Null as a whole is that none failed.</summary>
    public static async Task<Exception?[]?> RunAsync<T>(IReadOnlyList<T> targets, Func<T, ValueTask> call, int maxConcurrent)
    {
        Exception?[]? errors = null;
        var next = 0;
        async Task Work()
        {
            while (next < targets.Count)
            {
                var mine = next++;
                try
                {
                    await call(targets[mine]);
                }
                catch (Exception e)
                {
                    (errors ??= new Exception?[targets.Count])[mine] = e;
                }
            }
        }

        var work = new Task[Math.Min(maxConcurrent, targets.Count)];
        for (var i = 0; i < work.Length; i++)
        {
            work[i] = Work();
        }

        await Task.WhenAll(work);
        return errors;
    }

    /// <summary>What failed, by name, with the reason.</summary>
    public static Dictionary<string, Exception> FailedOf(IReadOnlyList<IngestionTarget> targets, Exception?[]? errors)
    {
        var failed = new Dictionary<string, Exception>(StringComparer.Ordinal);
        for (var i = 0; i < errors?.Length; i++)
        {
            if (errors[i] is { } error)
            {
                failed.Add(targets[i].Name, error);
            }
        }

        return failed;
    }

    /// <summary>Names of what did not fail.</summary>
    public static IEnumerable<string> SucceededOf(IReadOnlyList<IngestionTarget> targets, Exception?[]? errors) =>
        targets.Where((_, i) => errors?[i] is null).Select(static t => t.Name);
}
