using System.Text.Json;

namespace EventFlow.Notifications.Slack;

/// <summary>How Slack calls a message: conversation and time stamp.</summary>
internal readonly record struct SlackReference(string Conversation, string Timestamp)
{
    public static SlackReference? Parse(string? text) => text?.Split('/') is [{ Length: > 0 } conversation, { Length: > 0 } timestamp] ? new(conversation, timestamp) : null;

    public static string? Of(JsonElement answer) => answer.Text("channel") is { } conversation && answer.Text("ts") is { } timestamp ? $"{conversation}/{timestamp}" : null;
}
