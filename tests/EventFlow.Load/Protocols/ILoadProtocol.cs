namespace EventFlow.Load;

/// <summary>A protocol that a load can be sent by: how bodies are framed and where they go. A folder each; <see cref="LoadProtocols"/> lists them.</summary>
internal interface ILoadProtocol
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Where it is posted, from the root of the server.</summary>
    string Path { get; }

    /// <summary>Type of the body.</summary>
    string ContentType { get; }

    /// <summary>Frames so many events as one body.</summary>
    BodyTemplate Frame(IEventWriter events, int count, PayloadOptions options);

    /// <summary>Adds what identifies a request, where the protocol has a place for it.</summary>
    void Identify(HttpRequestMessage request, string producer, long sequence);

    /// <summary>Events that an answer of success says are stored, now or before; -1 when it does not say, which counts as all.</summary>
    int ReadStored(ReadOnlySpan<byte> answer);
}
