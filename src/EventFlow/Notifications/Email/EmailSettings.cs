using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventFlow.Notifications.Email;

/// <summary>The settings of an e-mail channel, read from their text form.</summary>
internal sealed record EmailSettings(
    string Host, int Port, string Security, string? UserName, string? Password, MailAddress From, IReadOnlyList<MailAddress> To, string? ReplyTo, X509Certificate2? Authority, TimeSpan Timeout)
{
    public const string StartTls = "starttls";
    public const string Tls = "tls";
    public const string Plain = "none";

    private const int MaxRecipients = 50;

    public static readonly IReadOnlyList<ChannelSetting> Descriptions =
    [
        new("host", "Server", "Name of the SMTP server.", null, true, false) { Address = true },
        new("port", "Port", "587 for STARTTLS, 465 for TLS from the beginning, 25 without.", "587", false, false) { Type = "number", Address = true },
        new("security", "Encryption", "starttls: encrypted or not at all; tls: from the beginning; none: only within a trusted network.", StartTls, false, false) { Type = "choice", Choices = [StartTls, Tls, Plain], Address = true },
        new("username", "User name", "When the server wants to know who sends.", null, false, false),
        new("password", "Password", "The password that goes with it.", null, false, true),
        new("from", "From", "Who sends, for example EventFlow <alerts@example.com>.", null, true, false),
        new("to", "To", "One or more addresses, separated by commas; at most 50.", null, true, false),
        new("reply_to", "Reply to", "Where answers go.", null, false, false),
        new("ca_certificate", "Trusted authority", "Certificate (PEM) of the authority of your server, where the system does not know it.", null, false, false) { Type = "template", Address = true },
        HttpSettings.Timeout,
    ];

    public static EmailSettings Read(LabelSet settings) => new(
        HttpSettings.Text(settings, "host")!, (int)(HttpSettings.Number(settings, "port") ?? 587), HttpSettings.Text(settings, "security") ?? StartTls, HttpSettings.Text(settings, "username"),
        HttpSettings.Text(settings, "password"), new(HttpSettings.Text(settings, "from")!), [.. Addresses(HttpSettings.Text(settings, "to")!).Select(static a => new MailAddress(a))],
        HttpSettings.Text(settings, "reply_to"), HttpSettings.Text(settings, "ca_certificate") is { } pem ? X509Certificate2.CreateFromPem(pem) : null, HttpSettings.TimeoutOf(settings));

    public static IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        if (HttpSettings.Text(settings, "host") is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown) faults.Add(new("host", $"'{TextLimits.Cut(host, 60)}'", "the name or address of a server"));
        HttpSettings.ValidateNumber(faults, settings, "port", 1, 65_535, "a whole number from 1 to 65535");
        HttpSettings.ValidateChoice(faults, settings, "security", [StartTls, Tls, Plain]);
        HttpSettings.ValidateTimeout(faults, settings);
        ValidateCredentials(faults, settings);
        foreach (var name in new[] { "from", "reply_to" })
            if (HttpSettings.Text(settings, name) is { } text && !IsAddress(text)) faults.Add(new(name, $"'{TextLimits.Cut(text, 60)}'", "an address such as alerts@example.com"));
        ValidateRecipients(faults, settings);
        if (HttpSettings.Text(settings, "ca_certificate") is { } pem && !IsCertificate(pem)) faults.Add(new("ca_certificate", "a text that is no certificate", "PEM: -----BEGIN CERTIFICATE----- …"));
        return faults;
    }

    private static void ValidateCredentials(List<Fault> faults, LabelSet settings)
    {
        var (user, password) = (HttpSettings.Text(settings, "username"), HttpSettings.Text(settings, "password"));
        if (password is not null && user is null) faults.Add(new("username", "empty while password is set", "the user name that goes with the password"));
        if (user is not null && HttpSettings.Text(settings, "security") == Plain) faults.Add(new("security", "none beside a user name", "starttls or tls, so that the password is not sent in the clear"));
    }

    private static void ValidateRecipients(List<Fault> faults, LabelSet settings)
    {
        if (HttpSettings.Text(settings, "to") is not { } text) return;
        var addresses = Addresses(text);
        if (addresses.Length is 0 or > MaxRecipients) faults.Add(new("to", $"{addresses.Length} addresses", $"1 to {MaxRecipients}"));
        foreach (var address in addresses.Where(static a => !IsAddress(a))) faults.Add(new("to", $"'{TextLimits.Cut(address, 60)}'", "an address such as ops@example.com"));
    }

    private static string[] Addresses(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Only ASCII: not every server knows SMTPUTF8, and a line break in an address would be a header of its own.
    private static bool IsAddress(string text) => MailAddress.TryCreate(text, out var address) && address.Address.All(static c => c is > ' ' and <= '~' and not ('<' or '>')) && !text.Any(char.IsControl);

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
