namespace EventFlow.TestKit;

/// <summary>
/// The real programs some tests run against. <c>tests/run</c> gets them and says by environment variables where they are; without it, what happens to be on
/// this machine is used. A test that lacks its counterpart skips: <c>Assert.SkipWhen(Counterparts.Promtool is null, Counterparts.Missing("promtool"))</c>.
/// </summary>
public static class Counterparts
{
    /// <summary>Path of a Chromium or Chrome, or null.</summary>
    public static string? Chromium { get; } = File("EVENTFLOW_CHROMIUM", "", "chromium", "chromium-browser", "google-chrome");

    /// <summary>Path of Prometheus' promtool, or null.</summary>
    public static string? Promtool { get; } = File("EVENTFLOW_PROMTOOL", "artifacts/tools/promtool", "promtool");

    /// <summary>Path of Prometheus, or null.</summary>
    public static string? Prometheus { get; } = File("EVENTFLOW_PROMETHEUS", "artifacts/tools/prometheus", "prometheus");

    /// <summary>Path of Alertmanager's amtool, or null.</summary>
    public static string? Amtool { get; } = File("EVENTFLOW_AMTOOL", "artifacts/tools/amtool", "amtool");

    /// <summary>Path of Alertmanager, or null.</summary>
    public static string? Alertmanager { get; } = File("EVENTFLOW_ALERTMANAGER", "artifacts/tools/prometheus-alertmanager", "prometheus-alertmanager", "alertmanager");

    /// <summary>Path of Python 3, or null.</summary>
    public static string? Python { get; } = File("EVENTFLOW_PYTHON", "", "python3");

    /// <summary>Folder with the Python package aiosmtpd, an SMTP server, or null; empty where Python finds it by itself.</summary>
    public static string? AioSmtpd { get; } = Environment.GetEnvironmentVariable("EVENTFLOW_AIOSMTPD") ?? Folder("", "artifacts/tools/aiosmtpd");

    /// <summary>Path of Node.js, or null.</summary>
    public static string? Node { get; } = File("EVENTFLOW_NODE", "", "node", "nodejs");

    /// <summary>Folder with the packages of <c>tests/npm/package.json</c>, or null.</summary>
    public static string? NodeModules { get; } = Folder("EVENTFLOW_NODE_MODULES", "artifacts/node/node_modules");

    /// <summary>Folder with the programs of PostgreSQL 15 or later (initdb, postgres, createdb, pg_isready), or null.</summary>
    public static string? Postgres { get; } = FindPostgres();

    /// <summary>Why a test skips.</summary>
    public static string Missing(string name) => $"{name} is not on this machine; tests/run gets it.";

    private static string? FindPostgres()
    {
        const string packages = "/usr/lib/postgresql";
        var versions = Directory.Exists(packages) ? Directory.EnumerateDirectories(packages).OrderByDescending(static v => v, StringComparer.Ordinal).Select(static v => Path.Combine(v, "bin")) : [];
        return versions.Prepend(Environment.GetEnvironmentVariable("EVENTFLOW_POSTGRES")).FirstOrDefault(static folder => folder is not null && System.IO.File.Exists(Path.Combine(folder, "initdb")));
    }

    private static string? File(string variable, string fetched, params string[] commands)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string?> places =
        [
            Environment.GetEnvironmentVariable(variable),
            fetched.Length > 0 ? Path.Combine(Repository.Root, fetched) : null,
            .. commands.SelectMany(command => folders.Select(folder => Path.Combine(folder, command))),
        ];
        return places.FirstOrDefault(System.IO.File.Exists);
    }

    private static string? Folder(string variable, string fetched) =>
        new[] { variable.Length > 0 ? Environment.GetEnvironmentVariable(variable) : null, Path.Combine(Repository.Root, fetched) }.FirstOrDefault(Directory.Exists);
}
