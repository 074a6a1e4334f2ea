using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EventFlow.Notifications.Email;

/// <summary>
/// A conversation with an SMTP server (RFC 5321) with STARTTLS, implicit TLS and AUTH PLAIN or LOGIN. In place of <c>System.Net.Mail</c>, which knows no implicit TLS, says not which
/// recipient was refused, and falls back to no TLS where a server does not offer it.
/// </summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private const int MaxLine = 2_048;
    private const int MaxLines = 100;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[4_096];
    private Stream _stream = Stream.Null;
    private int _start;
    private int _end;
    private IReadOnlyList<string> _extensions = [];

    private SmtpSession(Socket socket) => _socket = socket;

    /// <summary>Whether the message was handed over whole, so that it may have arrived if nothing more is heard.</summary>
    public bool IsHandedOver { get; private set; }

    /// <summary>Connects, encrypts and authenticates as the settings demand.</summary>
    public static async ValueTask<SmtpSession> OpenAsync(EmailSettings settings, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var session = new SmtpSession(socket);
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancellationToken);
            session._stream = new NetworkStream(socket, ownsSocket: false);
            if (settings.Security == EmailSettings.Tls) await session.EncryptAsync(settings, cancellationToken);
            await ExpectAsync("the connection", await session.ReadAsync(cancellationToken));
            await session.HelloAsync(cancellationToken);
            if (settings.Security == EmailSettings.StartTls) await session.StartTlsAsync(settings, cancellationToken);
            if (settings.UserName is not null) await session.AuthenticateAsync(settings.UserName, settings.Password ?? "", cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands a message over. Returns the recipients the server refused while it took others.</summary>
    public async ValueTask<int> SendAsync(string from, IReadOnlyList<string> to, byte[] message, CancellationToken cancellationToken)
    {
        var size = Supports("SIZE") ? $" SIZE={message.Length}" : "";
        await ExpectAsync("the sender", await CommandAsync($"MAIL FROM:<{from}>{size}", cancellationToken));
        var refused = new List<SmtpReply>();
        foreach (var recipient in to)
        {
            var reply = await CommandAsync($"RCPT TO:<{recipient}>", cancellationToken);
            if (!reply.IsGood) refused.Add(reply);
        }
        // One that may be taken later decides: the others would be lost.
        if (refused.Count == to.Count) throw SmtpException.Of(to.Count == 1 ? "the recipient" : "every recipient", refused.FirstOrDefault(static r => r.IsPassing) ?? refused[0]);
        await ExpectAsync("DATA", await CommandAsync("DATA", cancellationToken));
        await WriteAsync(DotStuffed(message), cancellationToken);
        IsHandedOver = true;
        await ExpectAsync("the message", await ReadAsync(cancellationToken));
        return refused.Count;
    }

    /// <summary>Takes leave; the message is taken whether the server answers or not.</summary>
    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // It has gone already, or is slow: the message is taken all the same.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private async ValueTask HelloAsync(CancellationToken cancellationToken)
    {
        var reply = await CommandAsync($"EHLO {EhloName()}", cancellationToken);
        await ExpectAsync("EHLO", reply);
        _extensions = [.. reply.Lines.Skip(1)];
    }

    private async ValueTask StartTlsAsync(EmailSettings settings, CancellationToken cancellationToken)
    {
        if (!Supports("STARTTLS")) throw new SmtpException(DeliveryResult.Failed(FailureReason.Client, "the server offers no STARTTLS; nothing is sent unencrypted unless security is none"));
        await ExpectAsync("STARTTLS", await CommandAsync("STARTTLS", cancellationToken));
        // What came before encryption is not to be trusted after it.
        if (_end > _start) throw new SmtpException(DeliveryResult.Failed(FailureReason.Client, "the server sent more than an answer to STARTTLS"));
        await EncryptAsync(settings, cancellationToken);
        await HelloAsync(cancellationToken);
    }

    private async ValueTask EncryptAsync(EmailSettings settings, CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = settings.Host };
        if (settings.Authority is { } authority)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.Add(authority);
        }
        await tls.AuthenticateAsClientAsync(options, cancellationToken);
        _stream = tls;
    }

    private async ValueTask AuthenticateAsync(string user, string password, CancellationToken cancellationToken)
    {
        var offered = _extensions.FirstOrDefault(static e => e.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase))?.ToUpperInvariant().Split(' ', '=') ?? [];
        if (offered.Contains("PLAIN")) await ExpectAsync("the credentials", await CommandAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), cancellationToken));
        else if (offered.Contains("LOGIN"))
        {
            await ExpectAsync("AUTH LOGIN", await CommandAsync("AUTH LOGIN", cancellationToken));
            await ExpectAsync("the user name", await CommandAsync(Base64(user), cancellationToken));
            await ExpectAsync("the credentials", await CommandAsync(Base64(password), cancellationToken));
        }
        else throw new SmtpException(DeliveryResult.Failed(FailureReason.Auth, "the server offers neither AUTH PLAIN nor LOGIN here"));
    }

    private bool Supports(string extension) => _extensions.Any(e => e.Equals(extension, StringComparison.OrdinalIgnoreCase) || e.StartsWith(extension + " ", StringComparison.OrdinalIgnoreCase));

    private static ValueTask ExpectAsync(string step, SmtpReply reply) => reply.IsGood ? ValueTask.CompletedTask : throw SmtpException.Of(step, reply);

    private async ValueTask<SmtpReply> CommandAsync(string line, CancellationToken cancellationToken)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    private async ValueTask WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    private async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MaxLines)
        {
            var line = await LineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code)) throw NotSmtp();
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length < 4 || line[3] != '-') return new(code, lines);
        }
        throw NotSmtp();
    }

    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (line.Length <= MaxLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellationToken));
                if (_end == 0) throw new IOException("The connection ended.");
            }
            var c = (char)_buffer[_start++];
            if (c == '\n') return line.ToString();
            if (c != '\r') line.Append(c);
        }
        throw NotSmtp();
    }

    private static SmtpException NotSmtp() => new(DeliveryResult.Failed(FailureReason.Client, "who answers there does not speak SMTP; check host, port and security"));

    // A line that is only a dot ends the message: dots at the beginning of lines are doubled.
    private static byte[] DotStuffed(byte[] message)
    {
        var stuffed = new MemoryStream(message.Length + 64);
        for (var i = 0; i < message.Length; i++)
        {
            if (message[i] == '.' && (i == 0 || message[i - 1] == '\n')) stuffed.WriteByte((byte)'.');
            stuffed.WriteByte(message[i]);
        }
        stuffed.Write(message.AsSpan().EndsWith("\r\n"u8) ? ".\r\n"u8 : "\r\n.\r\n"u8);
        return stuffed.ToArray();
    }

    private static string EhloName()
    {
        var name = Environment.MachineName;
        return name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? name : "localhost";
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
