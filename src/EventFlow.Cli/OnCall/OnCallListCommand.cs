using System.CommandLine;
using System.Text.Json;
using EventFlow.Cli.Store;
using Spectre.Console;

namespace EventFlow.Cli.OnCall;

/// <summary><c>eventflow oncall list</c>.</summary>
internal sealed class OnCallListCommand : StoreCommand
{
    public OnCallListCommand(CommandContext context)
        : base(context, "list", "Show the rotas, who is on call and who comes next.")
    {
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var page = await silo.GetAsync("api/oncall?limit=500", cancellation).ConfigureAwait(false);
        var table = StoreTables.Make(Context, "rota", "on call", "until", "then");
        foreach (var status in page.GetProperty("items").EnumerateArray())
        {
            var now = status.GetProperty("now");
            table.Add(status.GetProperty("rota").GetProperty("id").GetString()!, Member(now), StoreTables.Time(now.GetProperty("until")), status.GetProperty("next") is { ValueKind: JsonValueKind.Object } next ? Member(next) : "-");
        }

        Context.Out.Write(table.Table);
        return ExitCodes.Done;
    }

    /// <summary>Who has a shift.</summary>
    internal static string Member(JsonElement shift) => shift.GetProperty("member").GetString() ?? "nobody";
}
