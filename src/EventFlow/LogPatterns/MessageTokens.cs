using EventFlow.EventStore;

namespace EventFlow.LogPatterns;

/// <summary>
/// The words of one log message with what varies masked: a run of letters, digits and <c>_</c>, and within it <c>- . : + %</c>, that holds a digit becomes <c>&lt;*&gt;</c>, so <c>orders/8372 took 41ms</c> is
/// <c>orders/&lt;*&gt; took &lt;*&gt;</c>. Used again for each message, so that reading one allocates nothing. For one thread at a time.
/// </summary>
internal sealed class MessageTokens
{
    /// <summary>Words read of a message; one that has more ends in <c>…</c>.</summary>
    public const int MostTokens = 48;

    /// <summary>Bytes read of a message.</summary>
    public const int MostBytes = 1024;

    private const ulong LengthFactor = 0x9E3779B97F4A7C15;
    private const byte WordStart = 2;
    private const byte Digit = 3;

    private readonly byte[] _text = new byte[MostBytes * 3 + 8];
    // What each byte is: 0 nothing, 1 part of a word, 2 beginning of one too, 3 a digit.
    private static readonly byte[] Kinds = MakeKinds();

    private readonly int[] _ends = new int[MostTokens + 1];
    private readonly ulong[] _hashes = new ulong[MostTokens + 1];
    private int _length;

    /// <summary>What stands for something that varies.</summary>
    public static ReadOnlySpan<byte> Wild => "<*>"u8;

    /// <summary>Hash of <see cref="Wild"/>.</summary>
    public static ulong WildHash { get; } = HashOf(Wild);

    /// <summary>Words.</summary>
    public int Count { get; private set; }

    /// <summary>Hashes of the words.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>A word, masked, UTF-8.</summary>
    public ReadOnlySpan<byte> this[int index] => _text.AsSpan((index == 0 ? 0 : _ends[index - 1])..(_ends[index]));

    /// <summary>Reads a message, UTF-8.</summary>
    public void Read(ReadOnlySpan<byte> message)
    {
        var isCut = message.Length > MostBytes;
        if (isCut) message = message[..CharacterStart(message, MostBytes)];
        (Count, _length) = (0, 0);
        var at = 0;
        while (true)
        {
            while (at < message.Length && message[at] <= ' ') at++;
            if (at == message.Length) break;
            if (Count == MostTokens)
            {
                isCut = true;
                break;
            }

            at = ReadToken(message, at);
        }

        if (!isCut) return;
        var start = _length;
        "…"u8.CopyTo(_text.AsSpan(_length));
        _length += "…"u8.Length;
        End(HashOf(_text.AsSpan(start.._length)));
    }

    /// <summary>
    /// A hash that two messages share only when all their words are alike once what varies is masked; a message that was met in another spelling (other spaces, a longer list) may have another. It
    /// takes a fraction of what reading takes, and differs from process to process.
    /// </summary>
    public static ulong FormOf(ReadOnlySpan<byte> message, ulong seed)
    {
        var (form, kinds) = (AddTo(seed, []), Kinds);
        if (message.Length > MostBytes)
        {
            message = message[..CharacterStart(message, MostBytes)];
            form = AddTo(form, "…"u8);
        }

        for (var at = 0; at < message.Length;)
        {
            var (start, most) = (at, kinds[message[at]]);
            if (most < WordStart)
            {
                // What lies between words: as it is, up to the next word.
                while (++at < message.Length && kinds[message[at]] < WordStart) { }
                form = AddTo(form, message[start..at]);
                continue;
            }

            while (++at < message.Length && kinds[message[at]] is not 0 and var kind) most = Math.Max(most, kind);
            form = AddTo(form, most == Digit ? Wild : message[start..at]);
        }

        return form;
    }

    /// <summary>Hash of a word.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> token) => Fnv1a.Add(Fnv1a.Start, token);

    // The hash alone takes ".-" and "/--" for the same, which tables that compare bytes do not mind: the length is mixed in by itself, over all bits.
    private static ulong AddTo(ulong form, ReadOnlySpan<byte> part) => Utf8Hash.Of(part, (form + (ulong)part.Length) * LengthFactor);

    private int ReadToken(ReadOnlySpan<byte> message, int at)
    {
        var start = _length;
        var hash = Fnv1a.Start;
        while (at < message.Length && message[at] > ' ')
        {
            if (!IsWordStart(message[at]))
            {
                hash = Fnv1a.Add(hash, _text[_length++] = message[at++]);
                continue;
            }

            var word = at;
            var varies = false;
            for (; at < message.Length && IsWordPart(message[at]); at++) varies |= (uint)(message[at] - '0') <= 9;
            hash = varies ? AddWild(start, hash) : AddWord(message[word..at], hash);
        }

        End(hash);
        return at;
    }

    private ulong AddWord(ReadOnlySpan<byte> word, ulong hash)
    {
        word.CopyTo(_text.AsSpan(_length));
        _length += word.Length;
        return Fnv1a.Add(hash, word);
    }

    // A list of things that vary is one thing that varies: [1,2,3] and [4,5] are the same pattern.
    private ulong AddWild(int start, ulong hash)
    {
        if (_length - start > Wild.Length && _text[_length - 1] is (byte)',' or (byte)'/' or (byte)';' or (byte)'|' && _text.AsSpan(start, _length - 1 - start).EndsWith(Wild))
        {
            _length--;
            return HashOf(_text.AsSpan(start.._length));
        }

        return AddWord(Wild, hash);
    }

    private void End(ulong hash)
    {
        _ends[Count] = _length;
        _hashes[Count++] = hash;
    }

    private static byte[] MakeKinds()
    {
        var kinds = new byte[256];
        for (var part = 0; part < kinds.Length; part++)
        {
            kinds[part] = part is >= '0' and <= '9' ? Digit : IsWordStart((byte)part) ? WordStart : IsWordPart((byte)part) ? (byte)1 : (byte)0;
        }

        return kinds;
    }

    private static bool IsWordStart(byte part) =>
        part is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'_' or >= 0x80;

    private static bool IsWordPart(byte part) => IsWordStart(part) || part is (byte)'-' or (byte)'.' or (byte)':' or (byte)'+' or (byte)'%';

    private static int CharacterStart(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && (text[at] & 0xC0) == 0x80) at--;
        return at;
    }
}
