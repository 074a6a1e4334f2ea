using System.CommandLine;
using System.Text.Json;
using EventFlow.Cli.Store;
using Spectre.Console;

namespace EventFlow.Cli.OnCall;

/// <summary><c>eventflow oncall calendar</c>.</summary>
internal sealed class OnCallCalendarCommand : StoreCommand
{
    private const int LongestWeeks = 14;

    private readonly Argument<string> _rota = new("ROTA") { Description = "Id of the rota." };

    private readonly Option<int> _weeks = new("--weeks") { Description = $"How many weeks, 1 to {LongestWeeks}.", DefaultValueFactory = _ => 4 };

    public OnCallCalendarCommand(CommandContext context)
        : base(context, "calendar", "Show who is on call in the next weeks.")
    {
        Arguments.Add(_rota);
        Options.Add(_weeks);
        _weeks.Require(static weeks => weeks is >= 1 and <= LongestWeeks, $"1 to {LongestWeeks}");
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var from = Context.Time.GetUtcNow();
        var to = from.AddDays(7 * arguments.GetRequiredValue(_weeks));
        var path = $"api/oncall/{Uri.EscapeDataString(arguments.GetRequiredValue(_rota))}/calendar?from={from.ToUnixTimeMilliseconds()}&to={to.ToUnixTimeMilliseconds()}";
        var calendar = await silo.GetAsync(path, cancellation).ConfigureAwait(false);
        var table = StoreTables.Make(Context, "from", "until", "on call", "why");
        foreach (var shift in calendar.GetProperty("shifts").EnumerateArray())
        {
            var exception = shift.GetProperty("override");
            var why = exception.ValueKind == JsonValueKind.Object ? $"override of {exception.GetProperty("createdBy").GetString()}: {exception.GetProperty("reason").GetString()}" : "";
            table.Add(StoreTables.Time(shift.GetProperty("from")), StoreTables.Time(shift.GetProperty("until")), OnCallListCommand.Member(shift), why);
        }

        Context.Out.Write(table.Table);
        return ExitCodes.Done;
    }
}
