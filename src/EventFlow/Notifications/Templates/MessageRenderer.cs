using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Templates;

/// <summary>Words a notification for a channel: by the channel's templates, or, where it has none or one fails, by the built-in text. Never fails. Thread safe.</summary>
public sealed class MessageRenderer(IOptions<AlertingOptions> options, TimeProvider time)
{
    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <summary>The words.</summary>
    public MessageText Render(Notification notification, ChannelDefinition channel, ChannelKindDescription kind)
    {
        if (!kind.HasText) return new("", "");
        var now = time.GetUtcNow();
        var (title, titleFault) = Word(channel.Settings[CommonSettings.Title], "the title template", notification, channel, now);
        var (body, bodyFault) = Word(channel.Settings[CommonSettings.Body], "the text template", notification, channel, now);
        return new(OneLine(title) ?? BuiltInText.Title(notification), body ?? BuiltInText.Body(notification, _externalUrl, now), titleFault ?? bodyFault);
    }

    private (string? Text, string? Fault) Word(string? source, string what, Notification notification, ChannelDefinition channel, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(source)) return (null, null);
        try
        {
            return (Template.Parse(source).Write(TemplateModel.Of(notification, channel, _externalUrl, now)).Trim(), null);
        }
        catch (TemplateException error)
        {
            return (null, $"{what} failed: {error.Message}");
        }
    }

    // A title that came out empty says nothing; the built-in one does.
    private static string? OneLine(string? title) => string.IsNullOrWhiteSpace(title) ? null : title.ReplaceLineEndings(" ");
}
