using System.Text;
using EventFlow.Client;
using EventFlow.Shop.Simulation;

namespace EventFlow.Shop.Tests;

internal static class SimulationBytes
{
    public static string Of(ShopSettings settings, long fromSecond, long toSecond)
    {
        var simulation = new ShopSimulation(settings);
        using var builder = new OutgoingBatchBuilder();
        for (var second = fromSecond; second <= toSecond; second++)
        {
            simulation.Write(second, builder, elapsed => (long)elapsed.TotalMilliseconds);
        }

        return Encoding.UTF8.GetString(builder.Take().Body.Span);
    }
}
