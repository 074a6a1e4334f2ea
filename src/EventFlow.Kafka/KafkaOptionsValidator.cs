using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace EventFlow.Kafka;

/// <summary>Checks <see cref="KafkaOptions"/> at start. Passwords are never repeated.</summary>
public sealed class KafkaOptionsValidator : IValidateOptions<KafkaOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:Kafka";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.BootstrapServers))
        {
            faults.Add($"{Section}:{nameof(options.BootstrapServers)} is missing; expected host:port, more of them separated by commas.");
        }

        OneOf<SecurityProtocol>(faults, nameof(options.SecurityProtocol), options.SecurityProtocol);
        OneOf<SaslMechanism>(faults, nameof(options.SaslMechanism), options.SaslMechanism);
        Range(faults, nameof(options.AppendTimeout), options.AppendTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        Range(faults, nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Range(faults, nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(faults, nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1024, 64 << 20);
        Range(faults, nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, 1L << 20, 1L << 34);
        Range(faults, nameof(options.ReplicationFactor), options.ReplicationFactor, (short)1, (short)10);
        var usesPassword = options.SecurityProtocol.StartsWith("Sasl", StringComparison.OrdinalIgnoreCase) && !options.SaslMechanism.Equals(nameof(SaslMechanism.OAuthBearer), StringComparison.OrdinalIgnoreCase);
        if (usesPassword && (string.IsNullOrEmpty(options.Username) || string.IsNullOrEmpty(options.Password)))
        {
            faults.Add($"{Section}:{nameof(options.Username)} or {nameof(options.Password)} is missing; {options.SecurityProtocol} with {options.SaslMechanism} expects both.");
        }

        if (options.CaFile is { } file && !File.Exists(file))
        {
            faults.Add($"{Section}:{nameof(options.CaFile)} is '{file}', which is not there; expected a PEM file, or no such setting.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void OneOf<T>(List<string> faults, string key, string found)
        where T : struct, Enum
    {
        if (!Enum.TryParse<T>(found, ignoreCase: true, out _) || char.IsDigit(found[0]))
        {
            faults.Add($"{Section}:{key} is '{found}'; expected one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    private static void Range<T>(List<string> faults, string key, T found, T least, T most)
        where T : IComparable<T>
    {
        if (found.CompareTo(least) < 0 || found.CompareTo(most) > 0)
        {
            faults.Add($"{Section}:{key} is {found}; expected {least} to {most}.");
        }
    }
}
