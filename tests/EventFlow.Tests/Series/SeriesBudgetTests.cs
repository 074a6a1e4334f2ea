using EventFlow.Series;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Series;

public sealed class SeriesBudgetTests
{
    [Fact]
    public void Leave_LastSeriesOfAService_ForgetsTheService()
    {
        var budget = new SeriesBudget(Options.Create(new SeriesOptions { SeriesPerService = 1 }));
        Assert.True(budget.TryEnter("payments"));
        Assert.False(budget.TryEnter("payments"));
        Assert.True(budget.TryEnter("orders"));
        budget.Leave("payments");
        Assert.Equal(1, budget.Services);
        Assert.True(budget.TryEnter("payments"));
    }
}
