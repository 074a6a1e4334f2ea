using System.Globalization;
using EventFlow.Alerting.OnCall;

namespace EventFlow.Tests.Alerting.OnCall;

public sealed class OnCallScheduleTests
{
    [Theory]
    // A week from Monday 09:00 in Berlin: winter is UTC+1, summer UTC+2; the clock goes forward on 29 March and back on 25 October 2026.
    [InlineData("2026-01-05T07:59:59Z", null)]
    [InlineData("2026-01-05T08:00:00Z", "ada")]
    [InlineData("2026-01-12T07:59:59Z", "ada")]
    [InlineData("2026-01-12T08:00:00Z", "bob")]
    [InlineData("2026-03-30T06:59:59Z", "cyd")]
    [InlineData("2026-03-30T07:00:00Z", "ada")]
    [InlineData("2026-10-26T07:59:59Z", "cyd")]
    [InlineData("2026-10-26T08:00:00Z", "ada")]
    public void At_WeeklyAcrossTheChangesOfTheClock_HandsOverAtTheSameTimeOfDay(string at, string? who) =>
        Assert.Equal(who, Weekly().At(Ms(at)).Member);

    [Fact]
    public void At_Weekly_SaysUntilWhen() => Assert.Equal(Ms("2026-03-30T07:00:00Z"), Weekly().At(Ms("2026-03-28T12:00:00Z")).Until);

    [Theory]
    // Hand-over at 02:30: on 29 March the clock jumps from 02:00 to 03:00 (01:00 UTC), on 25 October 02:30 comes twice (00:30 and 01:30 UTC).
    [InlineData("2026-03-29T00:59:59Z", "ada")]
    [InlineData("2026-03-29T01:00:00Z", "bob")]
    [InlineData("2026-10-25T00:29:59Z", "ada")]
    [InlineData("2026-10-25T00:30:00Z", "bob")]
    [InlineData("2026-10-25T01:15:00Z", "bob")]
    [InlineData("2026-10-25T02:00:00Z", "bob")]
    public void At_HandOverInAGapOrAnHourThatComesTwice_IsAtTheJumpAndAtTheFirst(string at, string who)
    {
        var schedule = Of(Rota(new OnCallLayer { Members = ["ada", "bob"], Every = "1d", StartsOn = "2026-01-01", HandoverTime = "02:30" }));
        Assert.Equal(who, schedule.At(Ms(at)).Member);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Pacific/Apia")]
    public void Between_AWholeYear_HasNoGapsAndEveryTurnIsADayGiveOrTakeTheClock(string zone)
    {
        var schedule = Of(Rota(new OnCallLayer { Members = ["ada", "bob", "cyd"], Every = "1d", StartsOn = "2025-12-01", HandoverTime = "02:15" }) with { TimeZone = zone });
        var (from, to) = (Ms("2026-01-01T00:00:00Z"), Ms("2027-01-01T00:00:00Z"));
        var shifts = schedule.Between(from, to);
        Assert.Equal((from, to), (shifts[0].From, shifts[^1].Until));
        for (var i = 1; i < shifts.Count; i++)
        {
            Assert.Equal(shifts[i - 1].Until, shifts[i].From);
            Assert.Equal((char)("abc"[("abc".IndexOf(shifts[i - 1].Member![0], StringComparison.Ordinal) + 1) % 3]), shifts[i].Member![0]);
            if (i < shifts.Count - 1) Assert.InRange(shifts[i].Until!.Value - shifts[i].From, 23 * 3_600_000L, 25 * 3_600_000L);
            var middle = (shifts[i].From + shifts[i].Until!.Value) / 2;
            Assert.Equal(shifts[i].Member, schedule.At(middle).Member);
        }
        Assert.InRange(shifts.Count, 365, 367);
    }

    [Fact]
    public void At_HandOverOnAnotherDayThanTheFirst_BeginsWithAShortTurn()
    {
        var schedule = Of(Rota(new OnCallLayer { Members = ["ada", "bob"], StartsOn = "2026-01-07", HandoverDay = "monday" }));
        Assert.Null(schedule.At(Ms("2026-01-07T07:59:00Z")).Member);
        Assert.Equal(("ada", Ms("2026-01-12T08:00:00Z")), (schedule.At(Ms("2026-01-07T08:00:00Z")).Member, schedule.At(Ms("2026-01-07T08:00:00Z")).Until));
    }

    [Fact]
    public void Between_NightLayerAboveADayLayer_TakesTheNightsAndOverridesTakeEverything()
    {
        var rota = Rota(
            new OnCallLayer { Members = ["ada", "bob"], StartsOn = "2026-01-05" },
            new OnCallLayer { Members = ["cyd"], StartsOn = "2026-01-05", Times = [new("20:00", "24:00"), new("00:00", "08:00")], Weekdays = ["monday:friday"] });
        rota = rota with { Overrides = [new("o1", "bob", Ms("2026-01-07T22:00:00Z"), Ms("2026-01-08T12:00:00Z"), "swap", "ada", 0)] };
        var shifts = Of(rota).Between(Ms("2026-01-07T12:00:00Z"), Ms("2026-01-09T00:00:00Z"));
        Assert.Equal(
            ["ada 12:00", "cyd 19:00", "bob 22:00", "ada 12:00", "cyd 19:00"],
            shifts.Select(s => $"{s.Member} {DateTimeOffset.FromUnixTimeMilliseconds(s.From):HH:mm}"));
        Assert.Equal("o1", shifts[2].Override!.Id);
        // Friday night ends at midnight: Saturday is no weekday.
        Assert.Equal("ada", Of(rota).At(Ms("2026-01-10T01:00:00Z")).Member);
    }

    [Fact]
    public void At_OneMemberForEver_SeesNoChange()
    {
        var shift = Of(Rota(new OnCallLayer { Members = ["ada"], StartsOn = "2026-01-05" })).At(Ms("2026-02-01T00:00:00Z"));
        Assert.Equal(("ada", null), (shift.Member, shift.Until));
    }

    [Theory]
    [InlineData("members", 0)]
    [InlineData("timeZone", 1)]
    [InlineData("layers[0].members[1]", 2)]
    [InlineData("layers[0].every", 3)]
    [InlineData("layers[0].startsOn", 4)]
    [InlineData("layers[0].handoverTime", 5)]
    [InlineData("layers[0].handoverDay", 6)]
    [InlineData("layers[0].times[0]", 7)]
    [InlineData("members[1].name", 8)]
    [InlineData("members[0].reach", 9)]
    [InlineData("layers", 10)]
    public void Create_Faulty_NamesTheField(string field, int which)
    {
        var layer = new OnCallLayer { Members = ["ada", "bob"], StartsOn = "2026-01-05" };
        var good = Rota(layer);
        var rota = which switch
        {
            0 => good with { Members = [] },
            1 => good with { TimeZone = "Mars/Olympus" },
            2 => Rota(layer with { Members = ["ada", "eve"] }),
            3 => Rota(layer with { Every = "90m" }),
            4 => Rota(layer with { StartsOn = "2026-02-30" }),
            5 => Rota(layer with { HandoverTime = "9 o'clock" }),
            6 => Rota(layer with { Every = "1d", HandoverDay = "monday" }),
            7 => Rota(layer with { Times = [new("22:00", "06:00")] }),
            8 => good with { Members = [good.Members![0], good.Members[0]] },
            9 => good with { Members = [new("ada", []), .. good.Members!.Skip(1)] },
            _ => good with { Layers = null },
        };
        var faults = new List<Fault>();
        Assert.Null(OnCallSchedule.Create(rota, faults));
        Assert.Contains(field, faults.Select(f => f.Field));
    }

    internal static OnCallRota Rota(params OnCallLayer[] layers) => new()
    {
        Id = "primary", Name = "Primary", TimeZone = "Europe/Berlin", Layers = layers,
        Members = [.. new[] { "ada", "bob", "cyd" }.Select(n => new OnCallMember(n, [new("ops")]))],
    };

    internal static long Ms(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static OnCallSchedule Weekly() => Of(Rota(new OnCallLayer { Members = ["ada", "bob", "cyd"], StartsOn = "2026-01-05", HandoverTime = "09:00" }));

    private static OnCallSchedule Of(OnCallRota rota)
    {
        var faults = new List<Fault>();
        var schedule = OnCallSchedule.Create(rota, faults);
        Assert.True(schedule is not null, string.Join("\n", faults));
        return schedule!;
    }
}
