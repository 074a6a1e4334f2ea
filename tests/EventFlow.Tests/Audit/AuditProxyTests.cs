using EventFlow.Audit;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Audit;

/// <summary>What is taken down of calls to a service, and what is not.</summary>
public sealed class AuditProxyTests : FakeGrainFactory, IAuditGrain, IAuditCallers
{
    private readonly List<AuditEntry> _kept = [];
    private readonly ScriptedFeedback _feedback = new();
    private readonly IFeedbackService _audited;
    private bool _isFull;

    public AuditProxyTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IGrainFactory>(this);
        services.AddSingleton<IAuditCallers>(this);
        services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        services.AddLogging();
        services.AddSingleton<IFeedbackService>(_feedback);
        services.AddAudit().AddAudit();
        _audited = services.BuildServiceProvider().GetRequiredService<IFeedbackService>();
    }

    [Fact]
    public async Task Call_ThatIsDone_IsTakenDownBeforeItsAnswer()
    {
        var outcome = await _audited.Forget("l1", "ada");
        Assert.True(outcome.IsDone);
        var entry = Assert.Single(_kept);
        Assert.Equal(("ada", "id of ada", "api", "feedback.forget", "l1", "done", "request-1"), (entry.Who, entry.By, entry.Via, entry.Action, entry.Target, entry.Result, entry.CorrelationId));
        Assert.Contains("\"ruleId\":\"latency\"", entry.Detail);
        Assert.Equal(new ManualTimeProvider().GetUtcNow().ToUnixTimeMilliseconds(), entry.At);
    }

    [Fact]
    public async Task Call_ThatChangesNothing_IsNot()
    {
        await _audited.List(null, null, null, 0, 10);
        _feedback.Answer = Outcome<Lesson>.NotFound("none");
        Assert.Equal(OutcomeKind.NotFound, (await _audited.Forget("l1", "ada")).Kind);
        Assert.Empty(_kept);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatFails_ThrowsAndIsTakenDownWhereItMayHaveBeenDone(bool atOnce)
    {
        (_feedback.Error, _feedback.FailsAtOnce) = (new TimeoutException("no answer"), atOnce);
        Assert.Equal("no answer", (await Assert.ThrowsAsync<TimeoutException>(async () => await _audited.Forget("l1", "ada"))).Message);
        if (atOnce) Assert.Empty(_kept);
        else Assert.Equal(("failed", "no answer"), (Assert.Single(_kept).Result, _kept[0].Detail));
    }

    [Fact]
    public async Task Call_ThatCannotBeTakenDown_IsDoneNevertheless()
    {
        _isFull = true;
        Assert.True((await _audited.Forget("l1", "ada")).IsDone);
        Assert.Empty(_kept);
    }

    [Fact]
    public async Task Detail_ThatIsLong_IsCutOff()
    {
        _feedback.Answer = Outcome<Lesson>.Done(_feedback.Answer.Value! with { Comment = new('x', 10_000) });
        await _audited.Forget("l1", "ada");
        Assert.Equal(2_001, Assert.Single(_kept).Detail.Length);
    }

    [Fact]
    public void Methods_OfTheServices_AreTakenDownWhereTheyChangeSomething() => Assert.Equal(
        """
        IAlertRoutingService: put, rollback
        IChannelService: delete, discard, discardMany, put, requeue, requeueMany, test
        IEscalationService: delete, put, rollback
        IFeedbackService: forget, markFalse
        IOnCallService: delete, override, put, removeOverride, rollback
        IRuleService: create, delete, update
        ISilenceService: expire, put
        """.ReplaceLineEndings("\n"),
        string.Join('\n', AuditExtensions.Services.Keys.OrderBy(static t => t.Name, StringComparer.Ordinal).Select(static t =>
            $"{t.Name}: {string.Join(", ", t.GetMethods().Select(AuditedMethod.Of).OfType<AuditedMethod>().Select(static m => m.Act).Order(StringComparer.Ordinal))}")));

    ValueTask IAuditGrain.Add(AuditEntry entry)
    {
        if (_isFull) throw new IOException("the disk is full");
        _kept.Add(entry);
        return default;
    }

    ValueTask<Page<AuditEntry>> IAuditGrain.List(AuditQuery query) => throw new NotSupportedException();

    AuditCaller IAuditCallers.Describe(string who) => new($"id of {who}", "api", "request-1");

    public override IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => this;

    private sealed class ScriptedFeedback : IFeedbackService
    {
        public Outcome<Lesson> Answer { get; set; } = Outcome<Lesson>.Done(new("l1", Lesson.FalseAlarm, "latency", "z-score", "payments", "payments", 1, null, 1, 1, 1, 1, 1, "ada", "", "0123456789abcdef"));

        public Exception? Error { get; set; }

        public bool FailsAtOnce { get; set; }

        public ValueTask<Outcome<Lesson>> MarkFalse(string alertId, string who, string comment) => Forget(alertId, who);

        public ValueTask<Page<Lesson>> List(string? ruleId, string? service, string? subject, int offset, int limit) => new(new Page<Lesson>([], 0, offset, limit));

        public ValueTask<Outcome<Lesson>> Forget(string id, string who) => Error is null ? new(Answer) : FailsAtOnce ? throw Error : new(Task.FromException<Outcome<Lesson>>(Error));
    }
}
