using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Ingestion;

/// <summary>Words for settings out of range: key, value, expectation. The generated texts of validators name neither key nor value.</summary>
public static class OptionFaults
{
    /// <summary>A fault for each property that breaks its <see cref="RangeAttribute"/>.</summary>
    public static List<string> OfRanges(string section, object options)
    {
        var faults = new List<string>();
        foreach (var property in options.GetType().GetProperties())
        {
            var value = property.GetValue(options);
            foreach (RangeAttribute range in property.GetCustomAttributes(typeof(RangeAttribute), inherit: true))
            {
                if (!range.IsValid(value))
                {
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"{section}:{property.Name} is {value}; expected {range.Minimum} to {range.Maximum}."));
                }
            }
        }

        return faults;
    }

    /// <summary>Adds a fault when a span is out of its bounds.</summary>
    public static void RequireSpan(List<string> faults, string section, string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{section}:{key} is {value}; expected {least} to {most}.");
        }
    }
}
