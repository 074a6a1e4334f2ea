using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace EventFlow.Silo;

/// <summary>
/// Sends as an array what the compiler makes of <c>IReadOnlyList&lt;T&gt; list = [...]</c>: its type is the compiler's own, and Orleans knows no codec for it. Thread safe.
/// </summary>
internal sealed class ReadOnlyListCodec(IServiceProvider services) : IGeneralizedCodec, IGeneralizedCopier
{
    private const string CompilersName = "<>z__ReadOnly";

    private static readonly ConcurrentDictionary<Type, Func<object, Array>> ToArrays = new();

    public bool IsSupportedType(Type type) => type.IsGenericType && type.Name.StartsWith(CompilersName, StringComparison.Ordinal);

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, [AllowNull] Type expectedType, [AllowNull] object value)
        where TBufferWriter : System.Buffers.IBufferWriter<byte>
    {
        var array = ToArray(value!);

        // Resolved late: the provider asks for all codecs when it is made.
        services.GetRequiredService<ICodecProvider>().GetCodec(array.GetType()).WriteField(ref writer, fieldIdDelta, expectedType, array);
    }

    public object ReadValue<TInput>(ref Reader<TInput> reader, Field field) =>
        throw new NotSupportedException($"{field.FieldType} is read as an array; expected nobody to have sent it.");

    public object DeepCopy(object? input, CopyContext context)
    {
        var array = ToArray(input!);
        return services.GetRequiredService<ICodecProvider>().GetDeepCopier(array.GetType()).DeepCopy(array, context)!;
    }

    private static Array ToArray(object list) => ToArrays.GetOrAdd(list.GetType(), static type =>
        typeof(ReadOnlyListCodec).GetMethod(nameof(Copy), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type.GetGenericArguments()[0]).CreateDelegate<Func<object, Array>>())(list);

    private static Array Copy<T>(object list) => ((IReadOnlyList<T>)list).ToArray();
}
