using Microsoft.Extensions.Options;

namespace EventFlow.Feedback;

/// <summary>Checks <see cref="FeedbackOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class FeedbackOptionsValidator : IValidateOptions<FeedbackOptions>;
