namespace EventFlow.Gateway.Bodies;

/// <summary>A body has more bytes than allowed. It crosses the decompressor, which knows only exceptions, and goes no further than the body reader.</summary>
internal sealed class BodyTooLargeException : IOException;
