using Orleans.Hosting;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace EventFlow.Silo;

/// <summary>Registers <see cref="ReadOnlyListCodec"/>.</summary>
internal static class ReadOnlyListExtensions
{
    public static ISiloBuilder AddReadOnlyLists(this ISiloBuilder orleans)
    {
        orleans.Services.AddSingleton<ReadOnlyListCodec>();
        orleans.Services.AddSingleton<IGeneralizedCodec>(static provider => provider.GetRequiredService<ReadOnlyListCodec>());
        orleans.Services.AddSingleton<IGeneralizedCopier>(static provider => provider.GetRequiredService<ReadOnlyListCodec>());
        return orleans;
    }
}
