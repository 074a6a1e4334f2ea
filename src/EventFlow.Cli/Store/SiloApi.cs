using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.Client;

namespace EventFlow.Cli.Store;

/// <summary>Asks one silo's REST API, and turns refusals into sentences.</summary>
internal sealed class SiloApi(HttpClient http, Uri url, Credential credential)
{
    /// <summary>Address of the silo.</summary>
    public Uri Url => url;

    /// <summary>What it is shown.</summary>
    public Credential Credential => credential;

    /// <summary>The answer to GET.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>The answer to a request with a body, or without one.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = Request(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var answer = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        await DemandSuccessAsync(answer, cancellation).ConfigureAwait(false);
        return answer.StatusCode == HttpStatusCode.NoContent ? default : await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation).ConfigureAwait(false);
    }

    /// <summary>The body of an answer, as it comes; the caller disposes the response.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string accept, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        try
        {
            await DemandSuccessAsync(answer, cancellation).ConfigureAwait(false);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        credential.ApplyTo(request);
        return request;
    }

    private async Task DemandSuccessAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        throw new ApiRefusedException(answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Troubles.Unauthorized(url, credential),
            HttpStatusCode.Forbidden => $"{url} knows {credential} it was shown, but it may not do this: sign in as an operator, or as an administrator to delete, with --user and --password or with --token.",
            _ => await DetailAsync(answer, cancellation).ConfigureAwait(false),
        });
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation).ConfigureAwait(false);
            var first = problem.TryGetProperty("first", out var cursor) ? $" The first that is kept: --cursor {cursor.GetString()}" : "";
            return problem.GetProperty("detail").GetString() + first;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"the silo answered {(int)answer.StatusCode} {answer.ReasonPhrase}.";
        }
    }
}
