using System.CommandLine;
using System.Globalization;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow consumers read</c>: prints what a consumer has not committed, and commits it.</summary>
internal sealed class ConsumerReadCommand : StoreCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the consumer." };

    private readonly Option<int> _limit = new("--limit") { Description = "Most events at once.", DefaultValueFactory = _ => 100 };

    private readonly Option<bool> _commit = new("--commit") { Description = "Commit each page when it is printed." };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on, and wait for what comes; needs --commit. Ctrl-C ends." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line." };

    public ConsumerReadCommand(CommandContext context)
        : base(context, "read", "Print what a consumer has not committed yet.")
    {
        Arguments.Add(_name);
        foreach (var option in new Option[] { _limit, _commit, _follow, _json })
        {
            Options.Add(option);
        }

        _limit.Require(limit => limit is >= 1 and <= 10_000, "1 to 10000");
        Validators.Add(result =>
        {
            if (result.GetValue(_follow) && !result.GetValue(_commit))
            {
                result.AddError("--follow is given without --commit; expected both, or the same events would come again and again.");
            }
        });
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var follow = arguments.GetValue(_follow);
        var path = $"api/consumers/{Uri.EscapeDataString(arguments.GetRequiredValue(_name))}";
        var output = Context.Out.Profile.Out.Writer;
        try
        {
            do
            {
                var query = string.Create(CultureInfo.InvariantCulture, $"?limit={arguments.GetValue(_limit)}&wait={(follow ? 20 : 0)}");
                var page = await silo.GetAsync(path + "/events" + query, cancellation).ConfigureAwait(false);
                foreach (var item in page.GetProperty("items").EnumerateArray())
                {
                    await output.WriteLineAsync(arguments.GetValue(_json) ? item.GetRawText() : EventText.Of(item, Context.Time.LocalTimeZone)).ConfigureAwait(false);
                }

                await output.FlushAsync(cancellation).ConfigureAwait(false);
                if (arguments.GetValue(_commit))
                {
                    await silo.SendAsync(HttpMethod.Post, path + "/commit", page.GetProperty("commit"), cancellation).ConfigureAwait(false);
                }
            }
            while (follow);
        }
        catch (OperationCanceledException) when (follow && cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCodes.Done;
    }
}
