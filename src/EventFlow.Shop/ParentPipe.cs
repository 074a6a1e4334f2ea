namespace EventFlow.Shop;

/// <summary>The life line to the process that started this one: its end of the pipe closes when it ends, however it ends.</summary>
internal static class ParentPipe
{
    /// <summary>Reads until the pipe closes, then asks to stop.</summary>
    public static async Task WatchAsync(Stream input, CancellationTokenSource stop)
    {
        // A console's read may block its thread for good; it must not be the caller's.
        await Task.Yield();
        var buffer = new byte[256];
        try
        {
            while (await input.ReadAsync(buffer, stop.Token).ConfigureAwait(false) > 0)
            {
                // Nothing is asked of the shop this way.
            }

            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
        catch (ObjectDisposedException)
        {
            // The simulation ended first.
        }
    }
}
