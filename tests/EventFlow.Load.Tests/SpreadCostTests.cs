namespace EventFlow.Load.Tests;

public sealed class SpreadCostTests
{
    [Fact]
    public void Fit_ToCostsThatFollowTheModel_FindsBothParts()
    {
        var cost = SpreadCost.Fit([(1, 6), (2, 7), (4, 7.5)])!;
        Assert.Equal(6, cost.Local, 9);
        Assert.Equal(2, cost.Spread, 9);
        Assert.Equal(8, cost.Of(double.PositiveInfinity), 9);
    }

    [Fact]
    public void Fit_ToOneNumberOfSilos_SaysNothing() => Assert.Null(SpreadCost.Fit([(2, 6), (2, 7)]));

    [Theory]
    [InlineData("0"), InlineData("1,,2"), InlineData("two"), InlineData("17")]
    public async Task Scale_OfNumbersThatCannotBe_IsRefusedWithWhatWasExpected(string silos)
    {
        await using var errors = new StringWriter();
        Assert.Equal(2, await LoadProgram.RunAsync(["scale", "--silos", silos], TextWriter.Null, errors, TimeProvider.System));
        Assert.Contains("expected numbers from 1 to 16", errors.ToString());
    }
}
