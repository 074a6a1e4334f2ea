using System.CommandLine;
using System.Globalization;
using EventFlow.Cli.Store;
using Spectre.Console;

namespace EventFlow.Cli.OnCall;

/// <summary><c>eventflow oncall override</c>.</summary>
internal sealed class OnCallOverrideCommand : StoreCommand
{
    private readonly Argument<string> _rota = new("ROTA") { Description = "Id of the rota." };

    private readonly Argument<string> _member = new("MEMBER") { Description = "Who is on call instead." };

    private readonly Option<string?> _from = new("--from") { Description = "From when: RFC 3339 or unix ms. Default now." };

    private readonly Option<string> _for = new("--for") { Description = "How long: 30m, 8h, 2d.", DefaultValueFactory = _ => "8h" };

    private readonly Option<string> _reason = new("--reason") { Description = "Why.", Required = true };

    public OnCallOverrideCommand(CommandContext context)
        : base(context, "override", "Put somebody else on call for a while.")
    {
        Arguments.Add(_rota);
        Arguments.Add(_member);
        Options.Add(_from);
        Options.Add(_for);
        Options.Add(_reason);
        _from.Require(static from => from is null || Time(from) is not null, "a time such as 2026-01-31T12:00:00Z, or unix milliseconds");
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var from = arguments.GetValue(_from) is { } text ? Time(text) : null;
        var body = new { member = arguments.GetRequiredValue(_member), from, duration = arguments.GetRequiredValue(_for), reason = arguments.GetRequiredValue(_reason) };
        var made = await silo.SendAsync(HttpMethod.Post, $"api/oncall/{Uri.EscapeDataString(arguments.GetRequiredValue(_rota))}/overrides", body, cancellation).ConfigureAwait(false);
        Context.Out.WriteLine($"{made.GetProperty("member").GetString()} is on call from {StoreTables.Time(made.GetProperty("from"))} until {StoreTables.Time(made.GetProperty("until"))}");
        return ExitCodes.Done;
    }

    private static long? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) ? unix
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
}
