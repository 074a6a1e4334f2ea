namespace EventFlow.Load;

/// <summary>
/// Which alerts were posted, and which of them a webhook was told of and how often. A message names all open alerts of its group, those told before too; so one counts as doubled only where a message says
/// nothing new, names it twice, or is of another group than the one it was told in first. Thread safe.
/// </summary>
internal sealed class AlertLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Expects alerts; call it before the first of them is posted.</summary>
    public AlertWave Expect(IReadOnlyCollection<LoadAlert> alerts)
    {
        var wave = new AlertWave(alerts.Count);
        lock (_gate)
        {
            foreach (var alert in alerts)
            {
                _entries.Add(alert.Id, new Entry(wave));
            }
        }

        return wave;
    }

    /// <summary>Looks at a wave while no message changes it.</summary>
    public T Read<T>(AlertWave wave, Func<AlertWave, T> look)
    {
        lock (_gate)
        {
            return look(wave);
        }
    }

    /// <summary>A message has come. Alerts of others are passed over.</summary>
    /// <param name="at">When, as a timestamp.</param>
    /// <param name="group">The group it is of.</param>
    /// <param name="ids">The firing alerts it names.</param>
    public void Tell(long at, string group, IReadOnlyCollection<string> ids)
    {
        lock (_gate)
        {
            var known = ids.Select(_entries.GetValueOrDefault).OfType<Entry>().ToList();
            var saysNothingNew = known.TrueForAll(static e => e.Group is not null);
            foreach (var wave in known.Select(static e => e.Wave).Distinct())
            {
                wave.Named();
            }

            var named = new HashSet<Entry>();
            foreach (var entry in known)
            {
                if (entry.Group is null)
                {
                    entry.Group = group;
                    entry.Wave.Arrived(at);
                }
                else if (saysNothingNew || named.Contains(entry) || entry.Group != group)
                {
                    entry.Wave.ToldAgain();
                }

                named.Add(entry);
            }
        }
    }

    private sealed class Entry(AlertWave wave)
    {
        public AlertWave Wave => wave;

        // The one it was told in; null until then.
        public string? Group { get; set; }
    }
}
