namespace EventFlow.Load.Tests;

/// <summary>Reading of the command line.</summary>
public sealed class LoadArgumentsTests
{
    [Fact]
    public void Constructor_WithOptions_ReadsThem()
    {
        var arguments = new LoadArguments(["--rate", "25000", "--quick", "--setting", "A=1", "--setting", "B=2", "--cpu-share", "0.2", "--identity", "sequence", "--warmup", "0"]);
        Assert.Equal(25_000, arguments.Number("rate", 1));
        Assert.True(arguments.Has("quick"));
        Assert.Equal(["A=1", "B=2"], arguments.All("setting"));
        Assert.Equal(0.2, arguments.Real("cpu-share", 1));
        Assert.Equal(IdentityKind.Sequence, arguments.Choice("identity", IdentityKind.None));
        Assert.Equal(TimeSpan.Zero, arguments.Seconds("warmup", 5));
        Assert.Equal(TimeSpan.FromSeconds(7), arguments.Seconds("duration", 7));
    }

    [Theory]
    [InlineData("'--rtae' is no option; expected one of --against", "--rtae", "5")]
    [InlineData("'5' is no option", "5")]
    [InlineData("--rate has no value; expected --rate N|max", "--rate")]
    public void Constructor_WithAnUnknownOption_SaysWhatIsExpected(string expected, params string[] arguments) =>
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => new LoadArguments(arguments)).Message);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("101")]
    public void Number_OutsideItsRange_SaysWhatIsExpected(string given) =>
        Assert.Equal($"--batch is '{given}'; expected a whole number from 1 to 100.", Assert.Throws<ArgumentException>(() => new LoadArguments(["--batch", given]).Number("batch", 1, 1, 100)).Message);

    [Fact]
    public void Choice_OfNoMember_ListsThem() =>
        Assert.Equal("--identity is 'uuid'; expected one of none, ids, sequence.", Assert.Throws<ArgumentException>(() => new LoadArguments(["--identity", "uuid"]).Choice("identity", IdentityKind.None)).Message);
}
