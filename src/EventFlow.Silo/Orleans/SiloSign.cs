using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace EventFlow.Silo;

/// <summary>
/// What a silo calls itself at the database (application_name): the protocol it speaks with other silos and the oldest it understands, its cluster, its version. It is there for as long as the
/// silo is, and a silo that wants to join reads it before it has touched anything.
/// </summary>
/// <param name="Speaks">Number of the protocol between silos: raised with a change of a grain contract that silos of the version before cannot read. What is only added changes nothing.</param>
/// <param name="Understands">Oldest protocol that it can work with.</param>
/// <param name="Cluster">First digits of the hash of the cluster's name: the whole may be longer than the sign.</param>
/// <param name="Version">Version of EventFlow, perhaps cut off.</param>
internal readonly partial record struct SiloSign(int Speaks, int Understands, string Cluster, string Version)
{
    private const int Protocol = 1;
    private const int OldestProtocol = 1;

    // PostgreSQL cuts off what is longer.
    private const int Longest = 63;
    private const int HashDigits = 8;

    /// <summary>The sign of a silo of this program.</summary>
    public static SiloSign Of(string clusterId) =>
        new(Protocol, OldestProtocol, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clusterId)))[..HashDigits], ProcessInfo.Version);

    /// <summary>Adds the sign to a connection string, behind the name that it gives; one that cannot be read is left to the check of the settings.</summary>
    public string? AddTo(string? connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            var sign = ToString();
            var name = parts.ApplicationName ?? "eventflow";
            parts.ApplicationName = $"{name[..Math.Min(name.Length, Longest - 1 - Math.Min(sign.Length, Longest - 1))]} {sign}".Trim();
            return parts.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            return connectionString;
        }
    }

    /// <summary>Reads the sign in a name; null when there is none.</summary>
    public static SiloSign? Read(string name) => Form().Match(name) is { Success: true } match
        ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[3].Value, match.Groups[4].Value)
        : null;

    /// <summary>Whether silos of both can be one cluster.</summary>
    public bool CanJoin(SiloSign other) => Speaks >= other.Understands && other.Speaks >= Understands;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"protocol {Speaks}-{Understands} cluster {Cluster} {Version}");

    [GeneratedRegex(@"protocol (\d{1,6})-(\d{1,6}) cluster ([0-9a-f]{8}) ?(.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
