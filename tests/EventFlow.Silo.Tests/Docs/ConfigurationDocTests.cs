using EventFlow.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo.Tests.Docs;

/// <summary>
/// The tables of docs/configuration.md say what the options types say. After a change, <c>EVENTFLOW_UPDATE_DOCS=1 dotnet test --filter ConfigurationDocTests</c> writes them anew.
/// </summary>
public sealed class ConfigurationDocTests
{
    private const string Marker = "<!-- From here on written by ConfigurationDocTests from the options types. -->";

    private static readonly (string Section, Type Options)[] Sections =
    [
        ("EventFlow:Admin", typeof(AdminOptions)),
        ("EventFlow:Auth", typeof(AuthOptions)),
        ("EventFlow:Cors", typeof(CorsSettings)),
        ("EventFlow:Telemetry", typeof(TelemetryOptions)),
        ("EventFlow:Logging", typeof(LogSettings)),
        ("EventFlow:Live", typeof(LiveOptions)),
        ("EventFlow:Gateway", typeof(Gateway.GatewayOptions)),
        ("EventFlow:Ingestion", typeof(Ingestion.IngestionOptions)),
        ("EventFlow:EventStore", typeof(EventStore.EventStoreOptions)),
        ("EventFlow:Replay", typeof(Replay.ReplayOptions)),
        ("EventFlow:SegmentLog", typeof(SegmentLog.SegmentLogOptions)),
        ("EventFlow:Streams", typeof(EventStore.StreamsOptions)),
        ("EventFlow:Streams:Memory", typeof(EventStore.InMemoryEventLogOptions)),
        ("EventFlow:Postgres", typeof(Postgres.PostgresOptions)),
        ("EventFlow:Postgres:EventLog", typeof(Postgres.EventLog.PostgresEventLogOptions)),
        ("EventFlow:Kafka", typeof(Kafka.KafkaOptions)),
        ("EventFlow:Series", typeof(Series.SeriesOptions)),
        ("EventFlow:Services", typeof(Services.ServiceOptions)),
        ("EventFlow:Rules", typeof(Rules.RuleOptions)),
        ("EventFlow:Detection:Threshold", typeof(Detection.ThresholdOptions)),
        ("EventFlow:Detection:Ensemble", typeof(Detection.EnsembleOptions)),
        ("EventFlow:Detection:ZScore", typeof(Detection.ZScoreOptions)),
        ("EventFlow:Detection:RollingAverage", typeof(Detection.RollingAverageOptions)),
        ("EventFlow:Detection:FlatLine", typeof(Detection.FlatLineOptions)),
        ("EventFlow:Detection:SpectralResidual", typeof(Detection.SpectralResidualOptions)),
        ("EventFlow:Detection:VarianceShift", typeof(Detection.VarianceShiftOptions)),
        ("EventFlow:Detection:ChangePoint", typeof(Detection.ChangePointOptions)),
        ("EventFlow:Detection:RateOfChange", typeof(Detection.RateOfChangeOptions)),
        ("EventFlow:Detection:Seasonal", typeof(Detection.SeasonalOptions)),
        ("EventFlow:Detection:HoltWinters", typeof(Detection.HoltWintersOptions)),
        ("EventFlow:Detection:Ewma", typeof(Detection.EwmaOptions)),
        ("EventFlow:Detection:RobustZScore", typeof(Detection.RobustZScoreOptions)),
        ("EventFlow:Detection:ErrorBurst", typeof(Detection.ErrorBurstOptions)),
        ("EventFlow:Detection:ErrorRate", typeof(Detection.ErrorRateOptions)),
        ("EventFlow:Detection:LogPattern", typeof(Detection.LogPatternDetectorOptions)),
        ("EventFlow:Detection:NoData", typeof(Detection.NoDataOptions)),
        ("EventFlow:Feedback", typeof(global::EventFlow.Feedback.FeedbackOptions)),
        ("EventFlow:Incidents", typeof(global::EventFlow.Incidents.IncidentOptions)),
        ("EventFlow:Alerting", typeof(Alerting.AlertingOptions)),
        ("EventFlow:Notifications", typeof(Notifications.NotificationOptions)),
        ("EventFlow:Audit", typeof(global::EventFlow.Audit.AuditOptions)),
        ("EventFlow:Azure", typeof(Azure.AzureOptions)),
    ];

    // Set by code, described by hand above the tables, or of the grain runtime.
    private static readonly Type[] Elsewhere = [typeof(Notifications.ChannelListOptions), typeof(Dashboard.DashboardOptions), typeof(global::EventFlow.Incidents.TopologyOptions), RuntimeSection.Options];

    [Fact]
    public async Task Sections_OfThisTest_AreAllThatTheSiloReads()
    {
        Type[] read = [];
        await using var app = SiloHost.Build(new Dictionary<string, string?> { ["environment"] = "Development" }, services => read = [.. services
            .Select(static s => s.ServiceType)
            .Where(static t => t.IsGenericType && (t.GetGenericTypeDefinition() == typeof(IConfigureOptions<>) || t.GetGenericTypeDefinition() == typeof(IValidateOptions<>)))
            .Select(static t => t.GetGenericArguments()[0])
            .Where(static t => t.Assembly.GetName().Name!.StartsWith("EventFlow"))
            .Distinct()]);
        Assert.Equal(
            read.Select(static t => t.FullName).Order(),
            Sections.Select(static s => s.Options).Concat(Elsewhere).Select(static t => t.FullName).Where(read.Select(static t => t.FullName).Contains).Order());
        Assert.Empty(read.Except(Sections.Select(static s => s.Options)).Except(Elsewhere));
    }

    [Fact]
    public async Task Tables_OfThePage_SayWhatTheTypesSay()
    {
        var path = Path.Combine(Repository.Root, "docs", "configuration.md");
        var page = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
        var byHand = page[..page.IndexOf(Marker, StringComparison.Ordinal)];
        var expected = $"{byHand}{Marker}\n\n{string.Join("\n", [.. Sections.Select(static s => OptionsDocumenter.Describe(s.Section, s.Options)), RuntimeSection.In(page)])}";
        if (Environment.GetEnvironmentVariable("EVENTFLOW_UPDATE_DOCS") == "1") await File.WriteAllTextAsync(path, expected);
        else Assert.Equal(expected, page);
    }
}
