using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Checks <see cref="AdminOptions"/> when the silo starts. In development the administrator is built in, and nothing is required.</summary>
internal sealed class AdminOptionsValidator(IHostEnvironment environment) : IValidateOptions<AdminOptions>
{
    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        if (environment.IsDevelopment()) return ValidateOptionsResult.Success;
        var faults = new SettingsFaults();
        faults.RequireName("EventFlow:Admin:Name", options.Name);
        faults.RequirePassword("EventFlow:Admin:Password", options.Password);
        return faults.ToResult();
    }
}
