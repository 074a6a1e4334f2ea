using System.Diagnostics;
using System.Text.Json;
using EventFlow.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Silo.Tests.Telemetry;

public sealed class JsonLogFormatterTests
{
    [Fact]
    public void Write_WithinARequest_PutsIdsAndValuesBesideTheMessage()
    {
        using var span = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new[] { KeyValuePair.Create("CorrelationId", (object)"order-4711") });
        var record = Write(LogLevel.Warning, [new("Name", "a\"b\n"), new("{OriginalFormat}", "{Name} failed")], "a\"b\n failed", new InvalidOperationException("why"), scopes);
        Assert.Equal("2026-01-01T00:00:00.0000000Z", record.GetProperty("timestamp").GetString());
        Assert.Equal("warn", record.GetProperty("level").GetString());
        Assert.Equal("a\"b\n failed", record.GetProperty("message").GetString());
        Assert.Equal("a\"b\n", record.GetProperty("values").GetProperty("Name").GetString());
        Assert.Equal(span.TraceId.ToHexString(), record.GetProperty("trace_id").GetString());
        Assert.Equal("order-4711", record.GetProperty("correlation_id").GetString());
        Assert.Contains("why", record.GetProperty("error").GetString());
    }

    [Fact]
    public void Write_OutsideARequest_LeavesTheIdsOut()
    {
        Activity.Current = null;
        var record = Write(LogLevel.Information, [new("{OriginalFormat}", "up")], "up", null, null);
        Assert.False(record.TryGetProperty("trace_id", out _));
        Assert.False(record.TryGetProperty("values", out _));
    }

    private static JsonElement Write(LogLevel level, IReadOnlyList<KeyValuePair<string, object?>> state, string message, Exception? error, IExternalScopeProvider? scopes)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Tests", new(6000), state, error, (_, _) => message);
        new JsonLogFormatter(new ManualTimeProvider()).Write(entry, scopes, writer);
        Assert.Single(writer.ToString().TrimEnd('\r', '\n').Split('\n'));
        return JsonDocument.Parse(writer.ToString()).RootElement.Clone();
    }
}
