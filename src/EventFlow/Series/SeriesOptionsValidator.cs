using Microsoft.Extensions.Options;

namespace EventFlow.Series;

/// <summary>Checks <see cref="SeriesOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class SeriesOptionsValidator : IValidateOptions<SeriesOptions>;
