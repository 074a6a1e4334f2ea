using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Collects what is wrong with the settings, each with its key, so that all of it is told at once.</summary>
internal sealed class SettingsFaults
{
    private const int MinPasswordLength = 8;
    private const int MaxNameLength = 64;
    private readonly List<string> _faults = [];

    public void Add(string fault) => _faults.Add(fault);

    public void RequireRange(string key, long value, long min, long max)
    {
        if (value < min || value > max) Add($"{key} is {value}; expected {min} to {max}.");
    }

    public void RequireName(string key, string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) Add($"{key} is missing; expected a name of 1 to {MaxNameLength} characters.");
        else if (name.Length > MaxNameLength) Add($"{key} has {name.Length} characters; expected 1 to {MaxNameLength}.");
    }

    // A password is never shown, only its length.
    public void RequirePassword(string key, string? password)
    {
        if (string.IsNullOrEmpty(password)) Add($"{key} is missing; expected a password of {MinPasswordLength} characters or more.");
        else if (password.Length < MinPasswordLength) Add($"{key} has {password.Length} characters; expected {MinPasswordLength} or more.");
    }

    public ValidateOptionsResult ToResult() => _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);
}
