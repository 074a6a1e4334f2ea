using System.Globalization;
using EventFlow.Detection;
using Microsoft.Extensions.Options;

namespace EventFlow.Rules;

/// <summary>Runs a rule over stored events with the engine that runs it live, and raises nothing.</summary>
internal sealed class RulePreviewer(IEventLog log, RuleCompiler compiler, IOptions<RuleOptions> options)
{
    private const long LongestSpanMs = 24L * 3600 * 1000;

    public async ValueTask<Outcome<RulePreview>> Run(RuleDefinition rule, long from, long to, CancellationToken cancellationToken)
    {
        if (to <= from || to - from > LongestSpanMs)
            return Outcome<RulePreview>.Invalid([new("to", to.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a time after from, {from}, by at most 24 h"))]);
        var faults = new List<Fault>();

        // A disabled rule is previewed too: that is when one wants to know.
        if (compiler.Compile(rule, faults) is not { } compiled) return Outcome<RulePreview>.Invalid(faults);
        var run = new PreviewRun(compiled, from, to, options.Value.PreviewSeries);
        var lead = options.Value.PreviewLeadMinutes * 60_000L;
        var streams = compiled.IsForServices ? new[] { StreamNames.Logs, StreamNames.Metrics } : [StreamNames.Metrics];
        foreach (var stream in log.Streams.Where(s => streams.Contains(s.Name)))
        {
            for (var partition = 0; partition < stream.Partitions; partition++)
                await foreach (var batch in log.ReadByTime(stream.Name, partition, from - lead, to, cancellationToken)) run.Take(batch, from - lead);
        }

        return Outcome<RulePreview>.Done(run.Finish());
    }
}
