using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventFlow.TestKit;

/// <summary>
/// A PostgreSQL of its own in a temporary folder, on a free loopback port, run by an unprivileged user (PostgreSQL refuses root), ended by its process id. Its superuser is
/// <see cref="User"/>; passwords are checked. A test that needs it skips without: <c>Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"))</c>.
/// Share one among the tests of a project and give each test a database of its own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The superuser.</summary>
    public const string User = "eventflow";

    /// <summary>The superuser's password.</summary>
    public const string Password = "loopback-only";

    private const int Nobody = 65534;
    private const int SignalHangUp = 1;
    private const int SignalInterrupt = 2;
    private const int SignalQuit = 3;
    private const int SignalStop = 19;
    private const int SignalContinue = 18;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static int s_databases;

    private readonly string _folder;
    private readonly List<string> _settings;
    private Process? _process;

    private PostgresServer(string folder, IEnumerable<string> settings) => (_folder, _settings, Port) = (folder, [.. settings], FreePort.Next());

    /// <summary>Port on 127.0.0.1; it stays over restarts.</summary>
    public int Port { get; }

    /// <summary>Folder of the cluster's files; belongs to the user that runs it.</summary>
    public string DataDirectory => Path.Combine(_folder, "data");

    /// <summary>What the server wrote to its log.</summary>
    public string Output => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>Processor time that the server has taken since it started, all its processes together. Linux.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            var server = _process!.Id;
            return TimeSpan.FromMilliseconds(ChildrenOf(server).Append(server).Sum(static id => TicksOf(id)) * 10);
        }
    }

    private string LogFile => Path.Combine(_folder, "server.log");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">Lines of postgresql.conf in the form <c>name=value</c>, for example <c>fsync=off</c> where a test measures nothing and kills nothing.</param>
    public static Task<PostgresServer> StartAsync(params string[] settings) => StartInAsync(Path.GetTempPath(), settings);

    /// <summary>The same in a folder below another one, for example on a disk of its own.</summary>
    public static async Task<PostgresServer> StartInAsync(string parent, params string[] settings)
    {
        var folder = Path.Combine(parent, "eventflow-pg-" + Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        var server = new PostgresServer(folder, settings);
        try
        {
            await server.InitializeAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string in the form of Npgsql.</summary>
    public string ConnectionStringOf(string database = "postgres", string user = User, string password = Password) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={user};Password={password};Database={database}");

    /// <summary>Lets clients of another network in; needs <c>listen_addresses='*'</c>.</summary>
    /// <param name="network">Address and length of its prefix, as <c>10.0.0.0/8</c>.</param>
    public async Task AllowAsync(string network)
    {
        await File.AppendAllLinesAsync(Path.Combine(DataDirectory, "pg_hba.conf"), [$"host all all {network} scram-sha-256"]);
        _ = kill(_process!.Id, SignalHangUp);
    }

    /// <summary>Makes an empty database with a name of its own and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref s_databases)}";
        await RunAsync("createdb", "-h", "127.0.0.1", "-p", Text(Port), "-U", User, name);
        return ConnectionStringOf(name);
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same files and port, and waits until it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        var start = StartInfoOf("postgres", "-D", DataDirectory);
        start.RedirectStandardOutput = false;
        start.RedirectStandardError = false;
        _process = Process.Start(start)!;
        await WaitUntilReadyAsync();
    }

    /// <summary>Starts it again where it has ended by itself, as it does when it cannot write its journal.</summary>
    public Task StartAgainIfEndedAsync() => _process is { HasExited: true } ? StartAgainAsync() : Task.CompletedTask;

    /// <summary>Gives it a certificate of its own making for 127.0.0.1, and takes connections over TLS from now on. Returns the path of the certificate, which is its own authority.</summary>
    public async Task<string> UseCertificateAsync(DateTimeOffset from, DateTimeOffset until)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(from, until);
        var (crt, pem) = (Path.Combine(DataDirectory, "server.crt"), Path.Combine(DataDirectory, "server.key"));
        await File.WriteAllTextAsync(crt, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(pem, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(pem, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Own(crt);
        Own(pem);
        await File.AppendAllLinesAsync(Path.Combine(DataDirectory, "postgresql.conf"), ["ssl=on"]);
        await StopAsync();
        await StartAgainAsync();
        return crt;
    }

    /// <summary>Ends it as an administrator does (fast shutdown).</summary>
    public Task StopAsync() => EndAsync(SignalInterrupt);

    /// <summary>Ends it as a power failure does for the database: no connection is told, nothing is written out; the next start recovers.</summary>
    public Task KillAsync() => EndAsync(SignalQuit);

    /// <summary>Stops every process of the server where it is: connections stay open and nothing answers, as when a machine hangs.</summary>
    public void Freeze() => SignalAll(SignalStop);

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => SignalAll(SignalContinue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Thaw();
            await EndAsync(SignalQuit);
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync()
    {
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        Own(_folder);
        Own(passwordFile);
        await RunAsync("initdb", "-D", DataDirectory, "-U", User, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
        string[] fixedSettings =
        [
            $"port={Text(Port)}", "listen_addresses='127.0.0.1'", $"unix_socket_directories='{_folder}'", "logging_collector=off", $"shared_buffers=32MB", "max_connections=200",
        ];
        await File.AppendAllLinesAsync(Path.Combine(DataDirectory, "postgresql.conf"), [.. fixedSettings, .. _settings]);
    }

    private async Task WaitUntilReadyAsync()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartTimeout)
        {
            if (_process!.HasExited) throw new InvalidOperationException($"PostgreSQL ended with exit code {_process.ExitCode}.{Environment.NewLine}{Output}");
            using var ready = Process.Start(StartInfoOf("pg_isready", "-q", "-h", "127.0.0.1", "-p", Text(Port)))!;
            await ready.WaitForExitAsync();
            if (ready.ExitCode == 0) return;
            await Task.Delay(30);
        }

        throw new TimeoutException($"PostgreSQL did not answer within {StartTimeout.TotalSeconds} s.{Environment.NewLine}{Output}");
    }

    private async Task EndAsync(int signal)
    {
        if (_process is not { HasExited: false } process) return;
        _ = kill(process.Id, signal);
        await process.WaitForExitAsync();
        // Its children end after it when it was told to hurry; until then they hold the port.
        for (var i = 0; i < 500 && IsListening(); i++) await Task.Delay(10);
    }

    private bool IsListening()
    {
        try
        {
            using var probe = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void SignalAll(int signal)
    {
        var server = _process!.Id;
        foreach (var child in ChildrenOf(server).Append(server)) _ = kill(child, signal);
    }

    // In hundredths of a second: user and system time, and those of children that have ended.
    private static long TicksOf(int process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat");
            return fields[(fields.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(static f => long.Parse(f, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static IEnumerable<int> ChildrenOf(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, CultureInfo.InvariantCulture));

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(StartInfoOf(program, arguments))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {await output} {await error}");
    }

    private ProcessStartInfo StartInfoOf(string program, params string[] arguments)
    {
        var path = Path.Combine(Counterparts.Postgres ?? throw new InvalidOperationException(Counterparts.Missing("PostgreSQL")), program);
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment["PGPASSWORD"] = Password;
        start.Environment["LC_ALL"] = "C.UTF-8";
        List<string> words = program == "postgres" ? ["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", LogFile, path, .. arguments] : [path, .. arguments];
        if (geteuid() == 0) words.InsertRange(0, ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"]);
        start.FileName = words[0];
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        return start;
    }

    private static void Own(string path)
    {
        if (geteuid() == 0 && chown(path, Nobody, Nobody) != 0) throw new InvalidOperationException($"{path} could not be given to user {Nobody}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);

    [DllImport("libc")]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int chown(string path, int owner, int group);
}
