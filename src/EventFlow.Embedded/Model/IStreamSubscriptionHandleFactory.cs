namespace EventFlow.Embedded;

/// <summary>Makes the typed handle of an implicit subscription.</summary>
public interface IStreamSubscriptionHandleFactory
{
    /// <summary>The stream's identity.</summary>
    StreamId StreamId { get; }

    /// <summary>Name of the provider.</summary>
    string ProviderName { get; }

    /// <summary>The handle, for items of type <typeparamref name="T"/>.</summary>
    StreamSubscriptionHandle<T> Create<T>();
}
