namespace EventFlow.Silo.Tests.Startup;

public sealed class SiloArgumentsTests
{
    [Fact]
    public void Parse_EveryOption_BecomesASetting()
    {
        var arguments = SiloArguments.Parse(["--data", "/tmp/x", "--urls=http://127.0.0.1:1", "--samples", "off", "--environment", "Production", "--EventFlow:Live:IntervalMs", "500"]);
        Assert.Equal(SiloAction.Run, arguments.Action);
        Assert.Equal("/tmp/x", arguments.Settings["EventFlow:DataDirectory"]);
        Assert.Equal("http://127.0.0.1:1", arguments.Settings["urls"]);
        Assert.Equal("false", arguments.Settings["EventFlow:Samples:Enabled"]);
        Assert.Equal("Production", arguments.Settings["environment"]);
        Assert.Equal("500", arguments.Settings["EventFlow:Live:IntervalMs"]);
    }

    [Theory]
    [InlineData("--dat", "/tmp")]
    [InlineData("data", "/tmp")]
    [InlineData("-x", "1")]
    public void Parse_UnknownOption_SaysWhichThereAre(string option, string value)
    {
        var arguments = SiloArguments.Parse([option, value]);
        Assert.Equal(SiloAction.Fail, arguments.Action);
        Assert.Contains($"Unknown option {option}.", arguments.Fault);
        Assert.Contains("--data", arguments.Fault);
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--data=")]
    [InlineData("--samples", "maybe")]
    public void Parse_BadValue_Fails(params string[] args) => Assert.Equal(SiloAction.Fail, SiloArguments.Parse(args).Action);

    [Theory]
    [InlineData("--help", nameof(SiloAction.ShowHelp))]
    [InlineData("-h", nameof(SiloAction.ShowHelp))]
    [InlineData("--version", nameof(SiloAction.ShowVersion))]
    public void Parse_AskingForWords_ShowsThem(string option, string action) => Assert.Equal(action, SiloArguments.Parse(["--data", "x", option]).Action.ToString());
}
