using System.Buffers;
using EventFlow.Detection;

namespace EventFlow.LogPatterns;

/// <summary>A pattern as bytes. The form is stored: change it only with the version of <see cref="LogPatternMiner"/>.</summary>
internal static class LogPatternState
{
    private const int MostText = MessageTokens.MostBytes * 3 + MessageTokens.MostTokens;

    public static void Write(IBufferWriter<byte> state, LogPattern pattern)
    {
        state.WriteInt64(pattern.Id);
        state.WriteByte((byte)pattern.Level);
        state.WriteInt64(unchecked((long)pattern.PathKey));
        state.WriteInt64(pattern.Count);
        state.WriteInt64(pattern.FirstSeen);
        state.WriteInt64(pattern.LastSeen);
        state.WriteByte((byte)pattern.Tokens.Length);
        foreach (var token in pattern.Tokens) state.WriteInt64(unchecked((long)token));
        state.WriteInt32(pattern.Text.Length);
        state.Write(pattern.Text);
        state.WriteInt32(pattern.Absorbed.Count);
        foreach (var id in pattern.Absorbed) state.WriteInt64(id);
        var (newest, counts) = pattern.SaveMinutes();
        state.WriteInt64(newest);
        var busy = counts.Count(static c => c != 0);
        state.WriteByte((byte)busy);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            state.WriteByte((byte)i);
            state.WriteInt32(counts[i]);
        }
    }

    public static LogPattern? Read(ref StateReader state)
    {
        var id = state.ReadInt64();
        var level = (LogSeverity)state.ReadByte((byte)LogSeverity.Fatal);
        var path = unchecked((ulong)state.ReadInt64());
        var (count, first, last) = (state.ReadInt64(), state.ReadInt64(), state.ReadInt64());
        var tokens = new ulong[state.ReadByte(MessageTokens.MostTokens + 1)];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = unchecked((ulong)state.ReadInt64());
        var text = state.ReadBytes(state.ReadInt32(0, MostText)).ToArray();
        var pattern = new LogPattern(id, level, path, tokens, text) { Count = count, FirstSeen = first, LastSeen = last };
        var absorbed = state.ReadInt32(0, 1_000_000);
        for (var i = 0; i < absorbed && !state.Failed; i++) pattern.Absorbed.Add(state.ReadInt64());
        var newest = state.ReadInt64();
        Span<int> minutes = stackalloc int[LogPattern.Minutes];
        var busy = state.ReadByte(LogPattern.Minutes);
        for (var i = 0; i < busy; i++) minutes[state.ReadByte(LogPattern.Minutes - 1)] = state.ReadInt32();
        pattern.LoadMinutes(newest, minutes);
        return state.Failed || text.Count(static b => b == ' ') != Math.Max(0, tokens.Length - 1) ? null : pattern;
    }
}
