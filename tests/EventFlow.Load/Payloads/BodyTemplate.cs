using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EventFlow.Load;

/// <summary>
/// A request body written ahead. What has to be fresh at each sending, times and ids, has places of a fixed width, so that sending costs a copy and a few stores.
/// </summary>
internal sealed class BodyTemplate
{
    /// <summary>Width of a time as unix milliseconds.</summary>
    public const int MillisecondsWidth = 13;

    /// <summary>Width of a time as RFC 3339 with milliseconds, in UTC.</summary>
    public const int TextWidth = 24;

    /// <summary>Width of the number in an id.</summary>
    public const int IdWidth = 16;

    private readonly byte[] _bytes;
    private readonly int[] _milliseconds;
    private readonly int[] _texts;
    private readonly int[] _ids;

    /// <summary>A body with the places of its times and ids.</summary>
    public BodyTemplate(byte[] bytes, int events, int[] milliseconds, int[] texts, int[] ids) =>
        (_bytes, Events, _milliseconds, _texts, _ids) = (bytes, events, milliseconds, texts, ids);

    /// <summary>Bytes of the body, the same at each sending.</summary>
    public int Length => _bytes.Length;

    /// <summary>Events in it.</summary>
    public int Events { get; }

    /// <summary>Whether each sending is the same bytes.</summary>
    public bool IsFixed => _milliseconds.Length + _texts.Length + _ids.Length == 0;

    /// <summary>Writes the body as of a time; the events' ids go up from <paramref name="firstId"/>.</summary>
    public void Write(Span<byte> target, long timeMs, long firstId)
    {
        _bytes.CopyTo(target);
        Span<byte> text = stackalloc byte[TextWidth];
        if (_milliseconds.Length > 0)
        {
            Utf8Formatter.TryFormat(timeMs, text, out _);
            Fill(target, _milliseconds, text[..MillisecondsWidth]);
        }

        if (_texts.Length > 0)
        {
            DateTimeOffset.FromUnixTimeMilliseconds(timeMs).UtcDateTime.TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            Fill(target, _texts, text);
        }

        for (var i = 0; i < _ids.Length; i++)
        {
            Utf8Formatter.TryFormat(firstId + i, target.Slice(_ids[i], IdWidth), out _, new('X', IdWidth));
        }
    }

    /// <summary>The body as text, for looking at.</summary>
    public string ToText(long timeMs, long firstId)
    {
        var bytes = new byte[Length];
        Write(bytes, timeMs, firstId);
        return Encoding.UTF8.GetString(bytes);
    }

    private static void Fill(Span<byte> target, int[] places, ReadOnlySpan<byte> text)
    {
        foreach (var place in places)
        {
            text.CopyTo(target[place..]);
        }
    }
}
