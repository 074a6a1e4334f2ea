using System.Buffers;

namespace EventFlow.Detection;

/// <summary>How often one pattern was used: in the buckets of the window, and usually.</summary>
internal sealed class PatternUse(long id)
{
    private readonly int[] _buckets = new int[CountWindow.Buckets];

    public long Id => id;

    public string Template { get; set; } = "";

    /// <summary>Patterns taken over so far of those that turned out to be this one.</summary>
    public int Absorbed { get; set; }

    /// <summary>Records in the window.</summary>
    public int InWindow { get; private set; }

    /// <summary>Records outside of it, fading.</summary>
    public double Usual { get; set; }

    /// <summary>Whether it appeared after learning had ended, and has not become usual since.</summary>
    public bool IsNew { get; set; }

    /// <summary>For how long it has been anomalous, in seconds.</summary>
    public double OddSeconds { get; set; }

    public bool IsIdle => InWindow == 0 && Usual < 1e-3;

    public void Add(int index, int records)
    {
        var before = _buckets[index];
        _buckets[index] = (int)Math.Min(int.MaxValue / CountWindow.Buckets, (long)before + records);
        InWindow += _buckets[index] - before;
    }

    public int Take(int index)
    {
        var records = _buckets[index];
        _buckets[index] = 0;
        InWindow -= records;
        return records;
    }

    public void Absorb(PatternUse other)
    {
        Usual += other.Usual;
        IsNew &= other.IsNew;
        for (var i = 0; i < _buckets.Length; i++) Add(i, other._buckets[i]);
    }

    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(id);
        state.WriteInt32(Absorbed);
        state.WriteDouble(Usual);
        state.WriteDouble(OddSeconds);
        state.WriteByte(IsNew ? (byte)1 : (byte)0);
        state.WriteByte((byte)_buckets.Count(static b => b > 0));
        for (var i = 0; i < _buckets.Length; i++)
        {
            if (_buckets[i] == 0) continue;
            state.WriteByte((byte)i);
            state.WriteInt32(_buckets[i]);
        }

        // The words matter only while they may be told.
        var text = InWindow > 0 ? System.Text.Encoding.UTF8.GetBytes(Template) : [];
        state.WriteInt32(text.Length);
        state.Write(text);
    }

    public static PatternUse Load(ref StateReader state)
    {
        var use = new PatternUse(state.ReadInt64()) { Absorbed = state.ReadInt32(0, int.MaxValue), Usual = state.ReadDouble(), OddSeconds = state.ReadDouble(), IsNew = state.ReadByte(1) == 1 };
        var busy = state.ReadByte(CountWindow.Buckets);
        for (var i = 0; i < busy; i++) use.Add(state.ReadByte(CountWindow.Buckets - 1), state.ReadInt32(1, int.MaxValue));
        use.Template = System.Text.Encoding.UTF8.GetString(state.ReadBytes(state.ReadInt32(0, 4096)));
        return use;
    }
}
