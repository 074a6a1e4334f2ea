using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Finds everything that is wrong with the settings, with its keys.</summary>
internal static class SettingsCheck
{
    /// <summary>One line for each fault; empty when there is none.</summary>
    public static IReadOnlyList<string> FindFaults(WebApplication app)
    {
        List<string> faults = [.. Switches.FindFaults(app.Configuration), .. ListenAddresses.FindFaults(app.Configuration, app.Environment)];
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException e)
        {
            faults.AddRange(Explain(e, app.Configuration));
        }
        catch (AggregateException e)
        {
            foreach (var inner in e.InnerExceptions) faults.AddRange(inner is OptionsValidationException o ? Explain(o, app.Configuration) : [inner.Message]);
        }
        catch (InvalidOperationException e)
        {
            // The binder could not read a value; its text names the key.
            faults.Add(e.Message);
        }

        return [.. faults.Distinct()];
    }

    // Generated validators write "Alpha: The field EwmaOptions.Alpha must be between 0.0001 and 1." without key and value: both are looked up.
    private static IEnumerable<string> Explain(OptionsValidationException validation, IConfiguration configuration)
    {
        foreach (var failure in validation.Failures)
        {
            var member = failure.Split(':')[0];
            var given = configuration.AsEnumerable().FirstOrDefault(pair => pair.Value is not null
                && pair.Key.StartsWith("EventFlow:", StringComparison.OrdinalIgnoreCase) && pair.Key.EndsWith(":" + member, StringComparison.OrdinalIgnoreCase));
            var isGenerated = failure.Contains(": The ", StringComparison.Ordinal) && given.Key is not null;
            yield return isGenerated ? $"{given.Key} is '{given.Value}'; {failure[(member.Length + 2)..]}" : failure;
        }
    }
}
