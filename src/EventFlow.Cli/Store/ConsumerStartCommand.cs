using System.CommandLine;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow consumers create</c> and <c>reset</c>: where a consumer begins.</summary>
internal sealed class ConsumerStartCommand : StoreCommand
{
    private readonly HttpMethod _method;
    private readonly string _path;

    private readonly Argument<string> _name = new("NAME") { Description = "Name of the consumer." };

    private readonly Argument<string> _stream = new("STREAM") { Description = "Stream it reads." };

    private readonly Option<string> _at = new("--at") { Description = "earliest, latest, or a time: 2h ago, RFC 3339, unix ms.", DefaultValueFactory = _ => "earliest" };

    public ConsumerStartCommand(CommandContext context, string name, string description, HttpMethod method, string path)
        : base(context, name, description)
    {
        (_method, _path) = (method, path);
        Arguments.Add(_name);
        if (method == HttpMethod.Put)
        {
            Arguments.Add(_stream);
        }

        Options.Add(_at);
        _at.Require(at => at is "earliest" or "latest" || TimeArgument.Parse(at, DateTimeOffset.UnixEpoch.AddYears(100)) is not null, "earliest, latest, " + TimeArgument.Expected);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var at = arguments.GetRequiredValue(_at);
        var time = at is "earliest" or "latest" ? null : TimeArgument.Parse(at, Context.Time.GetUtcNow());
        var body = new { stream = _method == HttpMethod.Put ? arguments.GetRequiredValue(_stream) : null, start = time is null ? at : "time", time };
        var consumer = await silo.SendAsync(_method, $"api/consumers/{Uri.EscapeDataString(arguments.GetRequiredValue(_name))}{_path}", body, cancellation).ConfigureAwait(false);
        Context.Out.WriteLine($"{consumer.GetProperty("name").GetString()} reads {consumer.GetProperty("stream").GetString()}, {StoreTables.Number(consumer.GetProperty("lag").GetInt64())} events to come");
        return ExitCodes.Done;
    }
}
