using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>Network namespaces on a bridge, one for each silo, that can be cut from each other. Needs Linux, root and iproute2; dispose removes them.</summary>
internal sealed class SiloNetwork : IDisposable
{
    private readonly string _name = $"ef{Environment.ProcessId % 10_000}";
    private readonly string _prefix = $"10.213.{Environment.ProcessId % 250}";
    private readonly int _count;

    private SiloNetwork(int count) => _count = count;

    /// <summary>Address of this machine in it.</summary>
    public string Host => $"{_prefix}.1";

    /// <summary>All addresses of it.</summary>
    public string Range => $"{_prefix}.0/24";

    /// <summary>Where to start silos.</summary>
    public IReadOnlyList<SiloPlace> Places => [.. Enumerable.Range(0, _count).Select(i => new SiloPlace(Address: AddressOf(i)) { Within = ["ip", "netns", "exec", Space(i)] })];

    /// <summary>Makes it; null, with the reason, where that is not permitted.</summary>
    public static SiloNetwork? TryCreate(int count, out string why)
    {
        var network = new SiloNetwork(count);
        if (network.TryMake(out why)) return network;
        network.Dispose();
        return null;
    }

    /// <summary>Cuts a silo from the others; this machine, and so the database, it still reaches.</summary>
    public void Part(int of) => Route(of, "add");

    /// <summary>Undoes <see cref="Part"/>.</summary>
    public void Join(int of) => Route(of, "del");

    public void Dispose()
    {
        for (var i = 0; i < _count; i++) Run(["netns", "del", Space(i)], out _);
        Run(["link", "del", _name], out _);
    }

    private bool TryMake(out string why)
    {
        if (!Run(["link", "add", _name, "type", "bridge"], out why) || !Run(["addr", "add", $"{Host}/24", "dev", _name], out why) || !Run(["link", "set", _name, "up"], out why)) return false;
        for (var i = 0; i < _count; i++)
        {
            string[][] commands =
            [
                ["netns", "add", Space(i)],
                ["link", "add", $"{_name}h{i}", "type", "veth", "peer", "name", $"{_name}n{i}"],
                ["link", "set", $"{_name}n{i}", "netns", Space(i)],
                ["link", "set", $"{_name}h{i}", "master", _name, "up"],
                ["-n", Space(i), "addr", "add", $"{AddressOf(i)}/24", "dev", $"{_name}n{i}"],
                ["-n", Space(i), "link", "set", $"{_name}n{i}", "up"],
                ["-n", Space(i), "link", "set", "lo", "up"],
            ];
            foreach (var command in commands)
                if (!Run(command, out why)) return false;
        }

        return true;
    }

    private void Route(int of, string verb)
    {
        foreach (var other in Enumerable.Range(0, _count).Where(i => i != of))
        {
            Assert.True(Run(["-n", Space(of), "route", verb, "blackhole", AddressOf(other)], out var why), why);
            Assert.True(Run(["-n", Space(other), "route", verb, "blackhole", AddressOf(of)], out why), why);
        }
    }

    private string Space(int i) => $"{_name}-{i}";

    private string AddressOf(int i) => $"{_prefix}.{11 + i}";

    private static bool Run(string[] arguments, out string why)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            why = $"network namespaces cannot be made: ip {string.Join(' ', arguments)}: {process.StandardError.ReadToEnd().Trim()}";
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            why = $"network namespaces cannot be made: ip cannot be run: {e.Message}";
            return false;
        }
    }
}
