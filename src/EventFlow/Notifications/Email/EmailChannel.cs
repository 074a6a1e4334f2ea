using System.Net.Sockets;
using System.Security.Authentication;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Email;

/// <summary>Sends e-mail through an SMTP server; the messages of an incident form one conversation.</summary>
public sealed class EmailChannel(IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind.</summary>
    public const string Kind = "email";

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "E-mail", "Sends e-mail, as text and HTML, through an SMTP server.", EmailSettings.Descriptions) { HasText = true, AddressSetting = "to", Incident = "thread" };

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings) => EmailSettings.Validate(settings);

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var settings = EmailSettings.Read(dispatch.Channel.Settings);
        var message = EmailMessage.Write(dispatch, settings, _externalUrl, time.GetUtcNow());
        return TalkAsync(settings, async (session, stop) =>
        {
            var refused = await session.SendAsync(settings.From.Address, [.. settings.To.Select(static a => a.Address)], message, stop);
            var sent = DeliveryResult.Sent($"taken for {settings.To.Count - refused} of {settings.To.Count}") with { Reference = dispatch.Reference ?? EmailMessage.IdOf(dispatch.Notification, settings) };
            return refused == 0 ? sent : sent with { Note = $"the server refused {refused} of {settings.To.Count} recipients" };
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken)
    {
        var settings = EmailSettings.Read(channel.Settings);
        return TalkAsync(settings, (_, _) => ValueTask.FromResult(DeliveryResult.Sent(settings.UserName is null ? "connected" : "connected and signed in")), cancellationToken);
    }

    private async ValueTask<DeliveryResult> TalkAsync(EmailSettings settings, Func<SmtpSession, CancellationToken, ValueTask<DeliveryResult>> talk, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        SmtpSession? session = null;
        try
        {
            session = await SmtpSession.OpenAsync(settings, either.Token);
            var result = await talk(session, either.Token);
            await session.QuitAsync(either.Token);
            return result;
        }
        catch (SmtpException error)
        {
            return error.Result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeliveryResult.Retry(FailureReason.Timeout, $"no answer within {settings.Timeout.TotalSeconds:0.#} s") with { MaybeSent = session?.IsHandedOver == true };
        }
        catch (AuthenticationException)
        {
            return DeliveryResult.Retry(FailureReason.Transport, "no secure connection; check the certificate, the port and the encryption");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return DeliveryResult.Retry(FailureReason.Transport, session is null ? "no connection" : "the connection broke") with { MaybeSent = session?.IsHandedOver == true };
        }
        finally
        {
            if (session is not null) await session.DisposeAsync();
        }
    }
}
