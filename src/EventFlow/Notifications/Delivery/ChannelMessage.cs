using System.Text.Json.Serialization;

namespace EventFlow.Notifications;

/// <summary>
/// A message of a channel from the moment it is queued until nothing follows from it any more. Changed only by <see cref="ChannelMachine"/>; what is stored is a copy.
/// Times are processing time, unix ms.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Notifications.ChannelMessage")]
public sealed record ChannelMessage
{
    /// <summary>Id of the notification.</summary>
    [Id(0)] public required string Id { get; set; }

    /// <summary>Key of its group.</summary>
    [Id(1)] public required string GroupKey { get; set; }

    /// <summary>Its place in the queue: lower goes first. Unique in the channel.</summary>
    [Id(2)] public long Order { get; set; }

    /// <summary>Where it stands.</summary>
    [Id(3)] public MessagePhase Phase { get; set; }

    /// <summary>When it was queued.</summary>
    [Id(4)] public long QueuedAt { get; set; }

    /// <summary>The message; null once it is done.</summary>
    [Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public Notification? Notification { get; set; }

    /// <summary>Tries so far.</summary>
    [Id(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Tries { get; set; }

    /// <summary>Tries that count towards giving up: those made while the channel was not down as a whole.</summary>
    [Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int CountedTries { get; set; }

    /// <summary>The last tries that failed, at most <see cref="ChannelMachine.MaxAttemptsKept"/>; null before the first.</summary>
    [Id(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public IReadOnlyList<DeliveryAttempt>? Attempts { get; set; }

    /// <summary>When it may be tried next; null is at once.</summary>
    [Id(9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public long? NextAt { get; set; }

    /// <summary>Whether an earlier try may have arrived although its outcome is unknown; since it was requeued, if it was.</summary>
    [Id(10), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool MaybeSent { get; set; }

    /// <summary>Whether a person asked for it: then it is sent even if its occasion is over.</summary>
    [Id(11), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool Forced { get; set; }

    /// <summary>When it was done or given up.</summary>
    [Id(12), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public long EndedAt { get; set; }

    /// <summary>Why it was given up; null unless it was.</summary>
    [Id(13), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public string? DeadReason { get; set; }

    /// <summary>Whether the stream <c>alerts-dlq</c> does not hold it yet.</summary>
    [Id(14), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool Unlogged { get; set; }

    /// <summary>Whether it told of an incident, here or through the fallback channel, whose end was not told yet.</summary>
    [Id(15), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsOpen { get; set; }

    /// <summary>How the provider calls the incident's first message, so that later ones are put with it; null where providers have no such name.</summary>
    [Id(16), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public string? Reference { get; set; }

    /// <summary>Whether the fallback channel was given it.</summary>
    [Id(17), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public StandInPhase StandIn { get; set; }

    /// <summary>What its alerts have yet to be told; null when they know.</summary>
    [Id(18), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public DeliveryReport? Report { get; set; }

    /// <summary>Whether the other side took it.</summary>
    [Id(19), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool Arrived { get; set; }

    /// <summary>The channel in whose place it is sent; null when it was meant for this one.</summary>
    [Id(20), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public string? StandsInFor { get; set; }

    /// <summary>The page it is stored in.</summary>
    [Id(21), JsonIgnore] public long Page { get; set; }

    /// <summary>The end of its incident, which came before it arrived: told after it, should it arrive after all. Null while the incident may still be on.</summary>
    [Id(22), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public Notification? LateEnd { get; set; }

    /// <summary>Whether it is an end that comes late: the <see cref="LateEnd"/> of a message that was requeued, or one that was given up itself. Moot when the group's next incident has begun.</summary>
    [Id(23), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsLateEnd { get; set; }

    /// <summary>Whether the end of the incident that it told of was given up.</summary>
    [Id(24), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool LacksEnd { get; set; }

    /// <summary>Whether a try may have arrived before it was requeued.</summary>
    [Id(25), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool MaybeSentBefore { get; set; }

    /// <summary>Whether the other side has it, or may have.</summary>
    [JsonIgnore] public bool MayHaveArrived => Arrived || MaybeSent || MaybeSentBefore;

    /// <summary>Whether the incident that it told of is over and only its end is missing: what is told next of the group belongs to another.</summary>
    [JsonIgnore] public bool IsPast => LateEnd is not null || LacksEnd;

    /// <summary>Whether it waits or is being sent.</summary>
    [JsonIgnore] public bool IsQueued => Phase is MessagePhase.Waiting or MessagePhase.Sending;

    /// <summary>Whether nothing follows from it but that it is known when it comes again.</summary>
    [JsonIgnore] public bool IsOver => Phase == MessagePhase.Done && !IsOpen && Report is null && StandIn != StandInPhase.Owed;
}
