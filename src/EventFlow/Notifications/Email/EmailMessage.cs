using System.Globalization;
using System.Net;
using System.Text;

namespace EventFlow.Notifications.Email;

/// <summary>A notification as an e-mail (RFC 5322, MIME): a text and an HTML part that say the same, and the headers that put the messages of an incident into one conversation.</summary>
internal static class EmailMessage
{
    private const int MaxSubject = 200;

    /// <summary>The Message-ID of a notification: the same for every try, so that mail systems and people know a message that comes twice.</summary>
    public static string IdOf(Notification notification, EmailSettings settings) => $"<{Safe(notification.Id)}@{settings.From.Host}>";

    public static byte[] Write(Dispatch dispatch, EmailSettings settings, string externalUrl, DateTimeOffset now)
    {
        var notification = dispatch.Notification;
        var boundary = $"=_eventflow_{Safe(notification.Id)}";
        var text = new StringBuilder();
        Header(text, "From", Address(settings.From.DisplayName, settings.From.Address));
        Header(text, "To", string.Join(",\r\n ", settings.To.Select(static a => Address(a.DisplayName, a.Address))));
        if (settings.ReplyTo is { } reply) Header(text, "Reply-To", Address("", new System.Net.Mail.MailAddress(reply).Address));
        Header(text, "Subject", Encoded(TextLimits.Cut(dispatch.Text.Title.ReplaceLineEndings(" "), MaxSubject)));
        Header(text, "Date", now.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        Header(text, "Message-ID", IdOf(notification, settings));
        if (dispatch.Reference is { } first && IsMessageId(first) && first != IdOf(notification, settings))
        {
            Header(text, "In-Reply-To", first);
            Header(text, "References", first);
        }
        Header(text, "Auto-Submitted", "auto-generated");
        Header(text, "X-Auto-Response-Suppress", "All");
        if (MessageWords.Calls(notification)) Header(text, "Importance", "high");
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        text.Append("\r\n");
        var link = MessageWords.LinkOf(notification, externalUrl);
        Part(text, boundary, "text/plain", $"{dispatch.Text.Title}\n\n{dispatch.Text.Body}\n\n-- \nEventFlow: {link}\n");
        Part(text, boundary, "text/html", Html(dispatch, link));
        text.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

    private static void Part(StringBuilder text, string boundary, string type, string body)
    {
        text.Append("--").Append(boundary).Append("\r\nContent-Type: ").Append(type).Append("; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\r\n")));
        for (var i = 0; i < encoded.Length; i += 76) text.Append(encoded, i, Math.Min(76, encoded.Length - i)).Append("\r\n");
    }

    private static string Address(string name, string address) => name.Length == 0 ? address : $"{Encoded(name, quoted: true)} <{address}>";

    // RFC 2047: what is not ASCII goes in words of at most 75 characters, none of which ends within a character.
    private static string Encoded(string value, bool quoted = false)
    {
        value = string.Concat(value.Select(static c => char.IsControl(c) ? ' ' : c));
        if (value.All(static c => c is >= ' ' and <= '~')) return quoted ? $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : value;
        var words = new List<string>();
        var word = new StringBuilder();
        var bytes = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > 42)
            {
                words.Add(word.ToString());
                word.Clear();
                bytes = 0;
            }
            word.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }
        words.Add(word.ToString());
        return string.Join("\r\n ", words.Select(static w => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(w))}?="));
    }

    private static string Html(Dispatch dispatch, string link)
    {
        var lines = string.Concat(dispatch.Text.Body.Split('\n').Select(static line => line.Length == 0 ? "<br>" : $"<div style=\"margin:2px 0\">{Line(line)}</div>"));
        return $"""
            <!doctype html><html><body style="margin:0;padding:16px;background:#f5f6f8;font:15px/1.5 -apple-system,'Segoe UI',Roboto,sans-serif;color:#1c2430">
            <div style="max-width:640px;margin:0 auto;background:#ffffff;border:1px solid #dde1e7;border-left:4px solid #{MessageWords.Colour(dispatch.Notification)};border-radius:6px;padding:16px 20px">
            <h1 style="font-size:18px;margin:0 0 12px">{WebUtility.HtmlEncode(dispatch.Text.Title)}</h1>
            {lines}
            <p style="margin:16px 0 0"><a href="{WebUtility.HtmlEncode(link)}" style="color:#1d5fd1">Open in EventFlow</a></p>
            </div></body></html>
            """;
    }

    // Only a line that is an address and nothing else becomes a link.
    private static string Line(string line)
    {
        var text = WebUtility.HtmlEncode(line);
        var isLink = !line.Contains(' ') && Uri.TryCreate(line, UriKind.Absolute, out var url) && (url.Scheme == "http" || url.Scheme == "https");
        return isLink ? $"<a href=\"{text}\" style=\"color:#1d5fd1\">{text}</a>" : text;
    }

    // A channel that was of another kind yesterday has names of that kind in its book.
    private static bool IsMessageId(string text) => text.Length < 250 && text.StartsWith('<') && text.EndsWith('>') && text.All(static c => c is > ' ' and <= '~');

    private static string Safe(string id) => string.Concat(id.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
}
