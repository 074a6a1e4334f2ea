using EventFlow.Dashboard.Formatting;
using Microsoft.AspNetCore.Components;

namespace EventFlow.Dashboard.Live;

/// <summary>A component that loads once it is interactive, and listens to the feed. Nothing is asked while the page is only prerendered.</summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _listening;

    /// <summary>The circuit's feed.</summary>
    [Inject] protected LiveSession Live { get; set; } = null!;

    /// <summary>The circuit's clock.</summary>
    [Inject] protected Clock Clock { get; set; } = null!;

    /// <summary>The host's clock, for waits.</summary>
    [Inject] protected TimeProvider Time { get; set; } = null!;

    /// <summary>Ends with the component.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Whether the component was taken off the page.</summary>
    protected bool IsGone => _gone.IsCancellationRequested;

    /// <summary>Loads what the component shows; on the renderer's thread, once.</summary>
    protected virtual Task OnBegin() => Task.CompletedTask;

    /// <summary>Takes a batch of the feed; on the renderer's thread. Returns whether to draw again.</summary>
    protected virtual ValueTask<bool> OnLive(LiveBatch batch) => new(false);

    /// <summary>Lets go of what the component holds.</summary>
    protected virtual ValueTask OnEnd() => default;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || IsGone) return;
        _listening = Live.Listen(batch => InvokeAsync(async () =>
        {
            if (!IsGone && await OnLive(batch)) StateHasChanged();
        }));
        await OnBegin();
        if (!IsGone) StateHasChanged();
    }

    /// <summary>Repeats work, on the renderer's thread, until the component is gone. For what the feed does not carry; no faster than once a second.</summary>
    protected void Every(TimeSpan interval, Func<Task> work) => _ = Repeat(interval < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : interval, work);

    private async Task Repeat(TimeSpan interval, Func<Task> work)
    {
        using var timer = new PeriodicTimer(interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await InvokeAsync(async () =>
                {
                    if (IsGone) return;
                    await work();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException) { /* The component is gone. */ }
        catch (ObjectDisposedException) { /* So is the circuit. */ }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_gone.IsCancellationRequested) return;
        _gone.Cancel();
        _listening?.Dispose();
        await OnEnd();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }
}
