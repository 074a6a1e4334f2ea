namespace EventFlow.Embedded;

/// <summary>Subscribes the grain with key K to stream K of a namespace, without any call.</summary>
/// <param name="streamNamespace">The namespace, exactly.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute(string streamNamespace) : Attribute
{
    internal string StreamNamespace { get; } = streamNamespace.Trim();
}
