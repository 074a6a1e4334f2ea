using System.Text;

namespace EventFlow.Silo.Tests;

/// <summary>JSON to a silo and back, as text where a test is about its very letters.</summary>
internal static class JsonHttp
{
    /// <summary>Posts a text as JSON.</summary>
    public static Task<HttpResponseMessage> PostJson(this HttpClient client, string path, string json) => client.PostAsync(path, Content(json));

    /// <summary>Puts a text as JSON.</summary>
    public static Task<HttpResponseMessage> PutJson(this HttpClient client, string path, string json) => client.PutAsync(path, Content(json));

    /// <summary>What an answer says.</summary>
    public static Task<JsonElement> Body(this HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>A property that is a text.</summary>
    public static string Text(this JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static StringContent Content(string json) => new(json, Encoding.UTF8, "application/json");
}
