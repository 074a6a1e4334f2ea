using Microsoft.Extensions.Options;

namespace EventFlow.Azure;

/// <summary>Checks <see cref="AzureOptions"/> when the silo starts.</summary>
public sealed class AzureOptionsValidator : IValidateOptions<AzureOptions>
{
    /// <summary>Name of the section.</summary>
    public const string Section = "EventFlow:Azure";

    /// <summary>Stands for the identity of the host itself.</summary>
    public const string System = "system";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AzureOptions options) =>
        string.IsNullOrEmpty(options.ManagedIdentity) || options.ManagedIdentity == System || Guid.TryParse(options.ManagedIdentity, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{Section}:ManagedIdentity is '{options.ManagedIdentity}'; expected the client id of a managed identity (a GUID), or '{System}'.");
}
