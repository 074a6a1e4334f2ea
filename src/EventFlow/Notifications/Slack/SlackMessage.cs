namespace EventFlow.Notifications.Slack;

/// <summary>A notification as Slack's blocks: a header, the text in sections, and a button to the alert. Held to 40 blocks of 3,000 characters and 12,000 in all, below what Slack refuses.</summary>
internal static class SlackMessage
{
    private const int MaxHeader = 150;
    private const int MaxSection = 2_900;
    private const int MaxBody = 11_000;

    public static object[] Blocks(Dispatch dispatch, string? mention, string externalUrl)
    {
        var notification = dispatch.Notification;
        var blocks = new List<object> { new { type = "header", text = new { type = "plain_text", text = TextLimits.Cut(dispatch.Text.Title, MaxHeader), emoji = true } } };
        foreach (var part in TextLimits.Split(TextLimits.Cut(Escape(dispatch.Text.Body), MaxBody), MaxSection, 10))
            blocks.Add(new { type = "section", text = new { type = "mrkdwn", text = part } });
        if (mention is not null && MessageWords.Calls(notification)) blocks.Add(new { type = "section", text = new { type = "mrkdwn", text = TextLimits.Cut(mention, 500) } });
        blocks.Add(new { type = "actions", elements = new object[] { new { type = "button", text = new { type = "plain_text", text = "Open in EventFlow" }, url = MessageWords.LinkOf(notification, externalUrl) } } });
        return [.. blocks];
    }

    /// <summary>What phones show of it.</summary>
    public static string Summary(Dispatch dispatch, string? mention) =>
        TextLimits.Cut(Escape(dispatch.Text.Title) + (mention is not null && MessageWords.Calls(dispatch.Notification) ? $" {mention}" : ""), 1_000);

    // The three characters Slack's markup is made of; what people wrote in labels must not call anybody.
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
