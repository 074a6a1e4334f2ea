namespace EventFlow.Browser.Tests;

/// <summary>One preview for the tests that only look.</summary>
public sealed class PreviewFixture : IAsyncLifetime
{
    private PreviewProcess? _preview;

    public string Url => _preview!.Url;

    public async ValueTask InitializeAsync() => _preview = await PreviewProcess.Start();

    public ValueTask DisposeAsync() => _preview?.DisposeAsync() ?? default;
}
