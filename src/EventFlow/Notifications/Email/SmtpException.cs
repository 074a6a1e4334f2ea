namespace EventFlow.Notifications.Email;

/// <summary>The server did not do what was asked; the message bears neither its text nor ours.</summary>
internal sealed class SmtpException(DeliveryResult result) : Exception(result.Detail)
{
    /// <summary>What it means for the delivery.</summary>
    public DeliveryResult Result { get; } = result;

    public static SmtpException Of(string step, SmtpReply reply)
    {
        var detail = $"the server says {reply.Codes} to {step}";
        if (reply.IsPassing) return new(DeliveryResult.Retry(FailureReason.Server, detail));
        var isAuth = reply.Code is 530 or 534 or 535 or 538;
        return new(DeliveryResult.Failed(isAuth ? FailureReason.Auth : FailureReason.Client, detail));
    }
}
