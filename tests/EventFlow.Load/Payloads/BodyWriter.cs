using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EventFlow.Load;

/// <summary>Writes a body and notes where times and ids stand in it.</summary>
internal sealed class BodyWriter
{
    private static readonly string NoMilliseconds = new('0', BodyTemplate.MillisecondsWidth);
    private static readonly string NoText = new('0', BodyTemplate.TextWidth);
    private static readonly string NoId = new('0', BodyTemplate.IdWidth);

    private readonly MemoryStream _bytes = new();
    private readonly List<int> _milliseconds = [];
    private readonly List<int> _texts = [];
    private readonly List<int> _ids = [];

    /// <summary>Writes text as it is; it must need no escape.</summary>
    public BodyWriter Raw(string text)
    {
        _bytes.Write(Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Writes a number with a number of decimals.</summary>
    public BodyWriter Number(double value, int decimals) => Raw(value.ToString("F" + decimals, CultureInfo.InvariantCulture));

    /// <summary>The place of a time as unix milliseconds.</summary>
    public BodyWriter Milliseconds() => Place(_milliseconds, NoMilliseconds);

    /// <summary>The place of a time as RFC 3339 text, without quotes.</summary>
    public BodyWriter TimeText() => Place(_texts, NoText);

    /// <summary>The place of the number of an id, without quotes.</summary>
    public BodyWriter Id() => Place(_ids, NoId);

    /// <summary>The body; what is written later belongs to none.</summary>
    public BodyTemplate ToTemplate(int events) => new(_bytes.ToArray(), events, [.. _milliseconds], [.. _texts], [.. _ids]);

    /// <summary>The body, compressed; its times are those given, at every sending.</summary>
    public static BodyTemplate Compress(BodyTemplate body, long timeMs)
    {
        var plain = new byte[body.Length];
        body.Write(plain, timeMs, 0);
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return new BodyTemplate(target.ToArray(), body.Events, [], [], []);
    }

    private BodyWriter Place(List<int> places, string empty)
    {
        places.Add((int)_bytes.Position);
        return Raw(empty);
    }
}
