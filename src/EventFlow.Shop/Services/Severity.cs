namespace EventFlow.Shop.Services;

/// <summary>Levels the sample services log at.</summary>
internal enum Severity
{
    Info = 0,
    Warn,
    Error,
}
