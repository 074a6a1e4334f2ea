using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications.Smtp;

/// <summary>A real SMTP server (python3-aiosmtpd) as a process of its own, with a certificate made for the test.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TempDirectory _folder;
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private MailServer(Process process, TempDirectory folder, string certificate, int port)
    {
        (_process, _folder, Certificate, Port) = (process, folder, certificate, port);
        // A pipe that nobody reads would hold the server up.
        _ = PumpAsync();
    }

    public int Port { get; }

    /// <summary>The certificate the server shows, which nobody but the test trusts (PEM).</summary>
    public string Certificate { get; }

    public static async Task<MailServer> StartAsync(params string[] arguments)
    {
        Assert.SkipWhen(Counterparts.AioSmtpd is null || Counterparts.Python is null, Counterparts.Missing("python3-aiosmtpd"));
        var folder = new TempDirectory();
        var (certificate, key) = MakeCertificate();
        var (certificateFile, keyFile) = (Path.Combine(folder.Path, "cert.pem"), Path.Combine(folder.Path, "key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate);
        await File.WriteAllTextAsync(keyFile, key);
        var script = Path.Combine(Repository.Root, "tests", "EventFlow.Tests", "Notifications", "Smtp", "server.py");
        var start = new ProcessStartInfo(Counterparts.Python!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { script, "--cert", certificateFile, "--key", keyFile }.Concat(arguments)) start.ArgumentList.Add(argument);
        if (Counterparts.AioSmtpd!.Length > 0) start.Environment["PYTHONPATH"] = Counterparts.AioSmtpd;
        start.Environment["PYTHONWARNINGS"] = "ignore";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (int.TryParse(line, out var port)) return new(process, folder, certificate, port);
        throw new InvalidOperationException($"The SMTP server did not start: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>The next message it took.</summary>
    public async Task<JsonElement> ReceiveAsync()
    {
        var line = await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        return JsonDocument.Parse(line).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line) _lines.Writer.TryWrite(line);
    }

    private static (string Certificate, string Key) MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
