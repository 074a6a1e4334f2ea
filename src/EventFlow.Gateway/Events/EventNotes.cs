namespace EventFlow.Gateway.Events;

/// <summary>What exported events carry that is no part of them: they can be sent back as they are.</summary>
internal static class EventNotes
{
    /// <summary>The member of an event that says where it lay in the log; passed over.</summary>
    public static ReadOnlySpan<byte> Place => "$at"u8;

    /// <summary>Whether a line holds no event: it is empty, or one of the notes <c>$end</c> and <c>$lost</c> of an export.</summary>
    public static bool IsNone(ReadOnlySpan<byte> line) => line.IsEmpty || line.StartsWith("{\"$end\":"u8) || line.StartsWith("{\"$lost\":"u8);
}
