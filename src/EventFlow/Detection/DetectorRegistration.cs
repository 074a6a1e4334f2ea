namespace EventFlow.Detection;

/// <summary>One detector the platform knows: how it is described, how the parameters of a rule are read, and how it is made.</summary>
public abstract class DetectorRegistration
{
    private protected DetectorRegistration(string name, DetectorScope scope, int stateVersion)
    {
        Name = name;
        Scope = scope;
        StateVersion = stateVersion;
    }

    /// <summary>The name rules use: lower-case letters, digits and dashes.</summary>
    public string Name { get; }

    /// <summary>What it watches.</summary>
    public DetectorScope Scope { get; }

    /// <summary>Version of the form of its saved state; a state of another version is discarded.</summary>
    public int StateVersion { get; }

    /// <summary>The description for API and rule editor, with the defaults as they are set here.</summary>
    public abstract DetectorDescription Describe();

    /// <summary>Reads the parameters of a rule. Null when they have faults, which are added to <paramref name="faults"/>.</summary>
    public abstract BoundDetector? Bind(DetectorParameters parameters, ICollection<Fault> faults);
}
