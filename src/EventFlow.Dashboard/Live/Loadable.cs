namespace EventFlow.Dashboard.Live;

/// <summary>Something a panel shows: not there yet, there, or failed; after a failure the last value stays and counts as old. For one circuit's thread.</summary>
public sealed class Loadable<T>(TimeProvider time) : ILoadable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private int _asked;

    /// <summary>The value; null until there is one.</summary>
    public T? Value { get; private set; }

    /// <inheritdoc/>
    public bool HasValue { get; private set; }

    /// <inheritdoc/>
    public string? Error { get; private set; }

    /// <inheritdoc/>
    public bool IsLoading { get; private set; }

    /// <inheritdoc/>
    public long LoadedAt { get; private set; }

    /// <summary>Asks. An answer that is overtaken by a later question is dropped.</summary>
    public async Task<bool> Load(Func<CancellationToken, ValueTask<T>> ask, CancellationToken gone)
    {
        var turn = ++_asked;
        IsLoading = true;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
            limit.CancelAfter(Patience);
            var value = await ask(limit.Token).AsTask().WaitAsync(Patience, time, gone);
            if (turn != _asked) return false;
            Set(value);
            return true;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested) { return false; }
        catch (Exception error)
        {
            if (turn == _asked) Error = Words(error);
            return false;
        }
        finally
        {
            if (turn == _asked) IsLoading = false;
        }
    }

    /// <summary>Takes a value that came another way.</summary>
    public void Set(T value)
    {
        Value = value;
        HasValue = true;
        Error = null;
        LoadedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Forgets the value, for another question.</summary>
    public void Clear()
    {
        _asked++;
        Value = default;
        HasValue = false;
        Error = null;
        IsLoading = false;
    }

    private static string Words(Exception error) => error switch
    {
        TimeoutException or OperationCanceledException => $"There was no answer within {Patience.TotalSeconds:0} seconds.",
        _ => error.Message,
    };
}
