using System.Text.Json;

namespace EventFlow.Notifications.Slack;

/// <summary>How Slack calls a message: conversation and time stamp.</summary>
internal readonly record struct SlackReference(string Conversation, string Timestamp)
{
    public static SlackReference? Parse(string? text) => text?.Split('/') is [var conversation, var timestamp] && IsName(conversation) && IsName(timestamp) ? new(conversation, timestamp) : null;

    // What a server calls a message is kept and sent back: only what looks like Slack's names.
    private static bool IsName(string text) => text.Length is > 0 and <= 40 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '.');

    public static string? Of(JsonElement answer) => answer.Text("channel") is { } conversation && answer.Text("ts") is { } timestamp && IsName(conversation) && IsName(timestamp) ? $"{conversation}/{timestamp}" : null;
}
