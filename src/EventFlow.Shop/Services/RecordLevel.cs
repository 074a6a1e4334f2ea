namespace EventFlow.Shop.Services;

/// <summary>Levels the sample services log at.</summary>
internal enum RecordLevel
{
    Info = 0,
    Warn,
    Error,
}
