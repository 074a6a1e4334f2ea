namespace EventFlow.Embedded;

/// <summary>Short forms for getting streams.</summary>
public static class StreamProviderExtensions
{
    /// <summary>The stream of this namespace and key.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));
}
