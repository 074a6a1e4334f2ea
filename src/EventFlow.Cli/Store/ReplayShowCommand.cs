using System.CommandLine;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow replay show</c>: how far one is, or with <c>--watch</c> to its end.</summary>
internal sealed class ReplayShowCommand : StoreCommand
{
    private readonly Argument<string> _id = new("REPLAY") { Description = "Id of the replay." };

    private readonly Option<bool> _watch = new("--watch") { Description = "Go on to its end." };

    private readonly Option<bool> _json = new("--json") { Description = "The silo's answer as it is." };

    public ReplayShowCommand(CommandContext context)
        : base(context, "show", "How far a replay is, and what came of it.")
    {
        Arguments.Add(_id);
        Options.Add(_watch);
        Options.Add(_json);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var id = arguments.GetRequiredValue(_id);
        if (arguments.GetValue(_watch))
        {
            return await new ReplayWatch(silo, Context).RunAsync(id, cancellation).ConfigureAwait(false);
        }

        var replay = await silo.GetAsync("api/replays/" + Uri.EscapeDataString(id), cancellation).ConfigureAwait(false);
        if (arguments.GetValue(_json))
        {
            Context.Out.Profile.Out.Writer.WriteLine(replay.GetRawText());
        }
        else
        {
            ReplayReport.Write(Context, replay);
        }

        return ExitCodes.Done;
    }
}
