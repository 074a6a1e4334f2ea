using System.CommandLine;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow consumers delete</c>.</summary>
internal sealed class ConsumerDeleteCommand : StoreCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the consumer." };

    public ConsumerDeleteCommand(CommandContext context)
        : base(context, "delete", "Delete a consumer with its offsets.")
    {
        Arguments.Add(_name);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var name = arguments.GetRequiredValue(_name);
        await silo.SendAsync(HttpMethod.Delete, $"api/consumers/{Uri.EscapeDataString(name)}", null, cancellation).ConfigureAwait(false);
        Context.Out.WriteLine($"{name} is deleted");
        return ExitCodes.Done;
    }
}
