using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>Names every fault of the channels of the settings with its key.</summary>
internal sealed class ChannelListValidator(ChannelKinds kinds) : IValidateOptions<ChannelListOptions>
{
    public ValidateOptionsResult Validate(string? name, ChannelListOptions options)
    {
        var faults = new List<Fault>(options.Unreadable);
        for (var i = 0; i < options.Channels.Count; i++)
        {
            var (channel, key) = (options.Channels[i], options.Keys[i]);
            faults.AddRange(ChannelDefinitions.Validate(channel, kinds).Select(f => f with { Field = $"{key}:{f.Field}" }));
            if (options.Channels.Take(i).Any(c => string.Equals(c.Id, channel.Id, StringComparison.OrdinalIgnoreCase))) faults.Add(new($"{key}:id", $"'{channel.Id}', as an earlier channel's", "an id of its own"));
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(static f => f.ToString()));
    }
}
