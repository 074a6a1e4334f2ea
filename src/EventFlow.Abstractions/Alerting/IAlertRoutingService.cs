namespace EventFlow;

/// <summary>What the API and the dashboard do with routing. Thread safe.</summary>
public interface IAlertRoutingService
{
    /// <summary>The version in force.</summary>
    ValueTask<AlertingConfigVersion> Get();

    /// <summary>The versions kept, newest first, the settings last.</summary>
    ValueTask<IReadOnlyList<AlertingConfigInfo>> Versions();

    /// <summary>One version; null when it is not kept.</summary>
    ValueTask<AlertingConfigVersion?> GetVersion(long version);

    /// <summary>The faults of a configuration; none when it could be put in force.</summary>
    ValueTask<IReadOnlyList<Fault>> Check(AlertingConfig config);

    /// <summary>Puts a configuration in force, or says what is wrong with it. A conflict when <paramref name="expected"/> is given and another version is in force.</summary>
    ValueTask<Outcome<AlertingConfigVersion>> Put(AlertingConfig config, long? expected, string who, string comment);

    /// <summary>Puts an earlier version in force again, as a new one.</summary>
    ValueTask<Outcome<AlertingConfigVersion>> Rollback(long version, string who);

    /// <summary>Reads a text in the form of <c>alertmanager.yml</c>, and says what it could not carry over. Changes nothing.</summary>
    AlertingConfigReading Read(string yaml);

    /// <summary>Writes a configuration in the form of <c>alertmanager.yml</c>.</summary>
    string Write(AlertingConfig config);

    /// <summary>Where an alert with these labels would go at a time, when, and why. With <paramref name="config"/>, under that configuration instead of the one in force.</summary>
    ValueTask<Outcome<RouteTest>> Test(LabelSet labels, long at, AlertingConfig? config);
}
