namespace EventFlow.Silo;

/// <summary>What the command line asks for.</summary>
internal enum SiloAction
{
    Fail = 0,
    Run = 1,
    ShowHelp = 2,
    ShowVersion = 3,
}
