namespace EventFlow.Cli.Sink;

/// <summary>What a sink answers, so that channels of providers that read the answer can be tried out too: the path says which provider is meant.</summary>
internal static class SinkAnswers
{
    public static string For(string path, int status)
    {
        if (status >= 300) return """{"ok":false,"error":"internal_error"}""";
        if (path.EndsWith("/sendMessage", StringComparison.Ordinal) || path.EndsWith("/getChat", StringComparison.Ordinal)) return """{"ok":true,"result":{"message_id":1}}""";
        if (path.Contains("/chat.", StringComparison.Ordinal) || path.EndsWith("/auth.test", StringComparison.Ordinal)) return """{"ok":true,"channel":"C0SINK","ts":"1.1"}""";
        return """{"id":"1"}""";
    }
}
