namespace EventFlow.Shop.Services;

/// <summary>One thing a service may say.</summary>
/// <param name="Level">How loud.</param>
/// <param name="Caller">The place in the code that says it.</param>
/// <param name="Message">The text; <c>{field}</c> is filled from the journey, and the field is sent beside the message.</param>
internal sealed record LogTemplate(RecordLevel Level, string Caller, string Message);
