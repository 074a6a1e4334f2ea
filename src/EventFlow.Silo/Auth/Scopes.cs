namespace EventFlow.Silo;

/// <summary>The scopes of API keys.</summary>
internal static class Scopes
{
    public const string Ingest = "ingest";
    public const string Read = "read";

    public const string Silence = "silence";

    public static readonly IReadOnlyList<string> All = [Ingest, Read, Silence];
}
