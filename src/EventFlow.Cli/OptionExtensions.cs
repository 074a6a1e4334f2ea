using System.CommandLine;

namespace EventFlow.Cli;

internal static class OptionExtensions
{
    /// <summary>Makes the command line refuse a value, in the form: what is it, what was expected.</summary>
    public static void Require<T>(this Option<T> option, Func<T, bool> holds, string expected) =>
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value && !holds(value))
            {
                result.AddError($"{option.Name} is '{value}'; expected {expected}.");
            }
        });
}
