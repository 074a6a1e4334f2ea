using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Postgres;

/// <summary>Checks <see cref="PostgresOptions"/> at start. What is found is never repeated: it may hold a password.</summary>
public sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:Postgres";

    private const string Key = $"{Section}:{nameof(PostgresOptions.ConnectionString)}";
    private const string Expected = "expected Host=…;Database=…;Username=…;Password=… as Npgsql takes it";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail($"{Key} is missing; {Expected}.");
        }

        try
        {
            var parts = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            return string.IsNullOrEmpty(parts.Host) ? ValidateOptionsResult.Fail($"{Key} names no Host; {Expected}.") : ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            return ValidateOptionsResult.Fail($"{Key} is no connection string; {Expected}. Look at the names and values that are separated by semicolons.");
        }
    }
}
