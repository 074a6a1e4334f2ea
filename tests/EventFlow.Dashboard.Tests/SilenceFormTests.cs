using EventFlow.Dashboard.Silences;

namespace EventFlow.Dashboard.Tests;

public sealed class SilenceFormTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static long NowMs => Now.ToUnixTimeMilliseconds();

    [Fact]
    public void Build_OfASilenceLeftAlone_GivesTheSame()
    {
        var schedule = new TimeIntervalSpec { Times = [new("22:00", "24:00"), new("00:00", "06:00")], Weekdays = ["monday:friday", "sunday"], Months = ["december"], Location = "Europe/Berlin" };
        var silence = Make(["service=\"payments\"", "team=~\"a|b\""], NowMs - 3_600_000, NowMs + 7_777_777, schedule);
        var request = SilenceForm.Of(silence, Now).Build(Now).Value!;
        Assert.Equal(("s-1", Silence.Plain, NowMs, NowMs + 7_777_777, "why"), (request.Id, request.Kind, request.StartsAt, request.EndsAt, request.Comment));
        Assert.Equal(silence.Matchers, request.Matchers);
        Assert.Equal(schedule.Times, request.Schedule!.Times);
        Assert.Equal(schedule.Weekdays, request.Schedule.Weekdays);
        Assert.Equal((schedule.Months, schedule.Location), (request.Schedule.Months, request.Schedule.Location));
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("""the "old" one\two""")]
    public void Build_OfMaintenance_KeepsItsService(string service)
    {
        var first = SilenceForm.NewMaintenance();
        (first.Service, first.Comment) = (service, "why");
        var matchers = first.Build(Now).Value!.Matchers;
        var form = SilenceForm.Of(Make(matchers, NowMs + 60_000, NowMs + 120_000, null) with { Kind = Silence.Maintenance }, Now);
        Assert.Equal(service, form.Service);
        var request = form.Build(Now).Value!;
        Assert.Equal((Silence.Maintenance, NowMs + 60_000, NowMs + 120_000, null), (request.Kind, request.StartsAt, request.EndsAt, request.Schedule));
        Assert.Equal(matchers, request.Matchers);
    }

    [Fact]
    public void Build_Extended_EndsSoLongFromNow()
    {
        var form = SilenceForm.Of(Make(["a=b"], NowMs - 3_600_000, NowMs + 60_000, null), Now);
        form.Duration = "3h";
        Assert.Equal(NowMs + (3 * 3_600_000), form.Build(Now).Value!.EndsAt);
    }

    [Fact]
    public void Build_OfOneThatIsOver_IsANewOneFromNow()
    {
        var request = SilenceForm.Of(Make(["a=b"], NowMs - 7_200_000, NowMs - 3_600_000, null), Now).Build(Now).Value!;
        Assert.Equal((null, NowMs, NowMs + 7_200_000), (request.Id, request.StartsAt, request.EndsAt));
    }

    [Fact]
    public void MatcherList_OfAnAlert_AreItsLabelsQuoted() =>
        Assert.Equal(
            ["alertname=\"Disk \\\"C:\\\\\\\" full\"", "\"my label\"=\"a\\nb\"", "service=\"payments\""],
            SilenceForm.Of(LabelSet.Of(("service", "payments"), ("alertname", "Disk \"C:\\\" full"), ("my label", "a\nb"))).MatcherList());

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-2h")]
    [InlineData("99999w")]
    public void Build_OfANewOneWithoutASpan_NamesIt(string duration)
    {
        var form = SilenceForm.New();
        (form.Matchers, form.Comment, form.Duration) = ("a=b", "why", duration);
        Assert.Equal("duration", Assert.Single(form.Build(Now).Faults).Field);
    }

    private static Silence Make(IReadOnlyList<string> matchers, long from, long until, TimeIntervalSpec? schedule) => new("s-1", Silence.Plain, matchers, from, until, schedule, "ada", "why", from, from);
}
