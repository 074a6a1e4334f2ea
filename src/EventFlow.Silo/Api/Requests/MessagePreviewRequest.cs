namespace EventFlow.Silo;

/// <summary>What message is to be worded.</summary>
/// <param name="Kind">The kind of channel.</param>
/// <param name="Settings">Settings of the channel, of which only the templates count.</param>
/// <param name="Alert">Id of the alert to word it for. Default the one that changed last.</param>
public sealed record MessagePreviewRequest(string? Kind, LabelSet? Settings, string? Alert);
