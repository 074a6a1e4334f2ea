namespace EventFlow.Notifications;

/// <summary>A notification in words: one line that says what it is about, and what there is to know. Plain text, without markup.</summary>
/// <param name="Title">One line.</param>
/// <param name="Body">Several lines, separated by line feeds; may be empty.</param>
/// <param name="Fault">Why a template of the channel could not be used, so that the built-in text stands here; null when none failed.</param>
public sealed record MessageText(string Title, string Body, string? Fault = null);
