namespace EventFlow.Silo;

/// <summary>A remark on what is done.</summary>
/// <param name="Comment">At most 1,000 characters.</param>
public sealed record CommentRequest(string? Comment);
