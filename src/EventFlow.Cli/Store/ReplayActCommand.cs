using System.CommandLine;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow replay pause</c>, <c>resume</c>, <c>cancel</c> and <c>delete</c>.</summary>
internal sealed class ReplayActCommand : StoreCommand
{
    private readonly string _done;

    private readonly Argument<string> _id = new("REPLAY") { Description = "Id of the replay." };

    public ReplayActCommand(CommandContext context, string name, string description, string done)
        : base(context, name, description)
    {
        _done = done;
        Arguments.Add(_id);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var id = arguments.GetRequiredValue(_id);
        var path = "api/replays/" + Uri.EscapeDataString(id);
        await (Name == "delete" ? silo.SendAsync(HttpMethod.Delete, path, null, cancellation) : silo.SendAsync(HttpMethod.Post, $"{path}/{Name}", null, cancellation)).ConfigureAwait(false);
        Context.Out.WriteLine($"{id} is {_done}");
        return ExitCodes.Done;
    }
}
