using EventFlow.Alerting.Suppression;
using EventFlow.Tests.Fakes;

namespace EventFlow.Tests.Alerting.Suppression;

public sealed class SilenceBookTests
{
    private static readonly Silence Pay = new("p", Silence.Plain, ["service=~\"pay.*\""], 0, 1_000, null, "ada", "deploying", 0, 0);

    [Fact]
    public void Use_ANewerSetWithMostOfTheOld_CompilesOnlyWhatIsNew()
    {
        var book = new SilenceBook(new FakeGrains());
        book.Use(new(1, [Pay]));
        var compiled = book.Compiled(Pay);
        var other = Pay with { Id = "o", Matchers = ["service=orders"] };
        // As it comes from another silo: equal, and not the same.
        book.Use(new(2, [Pay with { Matchers = [.. Pay.Matchers] }, other]));
        Assert.Same(compiled, book.Compiled(Pay));
        Assert.Equal(["o"], book.IdsHolding(LabelSet.Of(("service", "orders")), 500));

        book.Use(new(3, [Pay with { EndsAt = 400 }, other]));
        Assert.NotSame(compiled, book.Compiled(Pay with { EndsAt = 400 }));
        Assert.Empty(book.IdsHolding(LabelSet.Of(("service", "payments")), 500));
        Assert.Equal(["p"], book.IdsHolding(LabelSet.Of(("service", "payments")), 300));
        Assert.Equal(400, book.NextChange(0));
    }
}
