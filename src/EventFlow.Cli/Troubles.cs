using EventFlow.Client;

namespace EventFlow.Cli;

/// <summary>What to tell a person when the silo does not play along: what happened and what to do.</summary>
internal static class Troubles
{
    public static string Unreachable(Uri url, string detail) =>
        $"no silo answers at {url}: {detail.TrimEnd('.')}. Is it running (dotnet run --project src/EventFlow.Silo)? Another address is given with --url or EVENTFLOW_URL.";

    public static string Unauthorized(Uri url, Credential credential) => credential == Credential.None
        ? $"{url} wants to know who you are. Give a key with --api-key or EVENTFLOW_API_KEY, or a token with --token."
        : $"{url} does not know {credential} it was shown. Give another with --api-key, EVENTFLOW_API_KEY or --token; an administrator makes keys with POST /api/api-keys.";

    public static string Forbidden(Uri url, string right) =>
        $"{url} knows the key but it lacks the right to {right}. Use a key that has it.";

    public static string Of(IngestResult result, Uri url, Credential credential) => result.Status switch
    {
        IngestStatus.Unreachable => Unreachable(url, result.Detail),
        IngestStatus.Unauthorized => Unauthorized(url, credential),
        IngestStatus.Forbidden => Forbidden(url, "send events"),
        IngestStatus.TooLarge => $"{url} finds the request too large ({result.Detail}). Send smaller ones with --batch.",
        IngestStatus.Busy => $"{url} stayed busy too long: {result.Detail}. Push again later, or slower with --speed; what was accepted is recognised and not counted twice.",
        IngestStatus.ServerFault => $"{url} failed: {result.Detail}. Its log says why; push again later.",
        _ => $"{url} refused the request: {result.Detail}.",
    };
}
