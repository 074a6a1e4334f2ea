using System.Collections.Concurrent;

namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Where grains note what happened, and gates that hold them until the test opens them.</summary>
public sealed class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _notes = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public IReadOnlyCollection<string> Notes => _notes;

    public void Note(string note) => _notes.Enqueue(note);

    /// <summary>Waits until the test opens the gate.</summary>
    public Task Pass(string gate) => Gate(gate).Task;

    public void Open(string gate) => Gate(gate).TrySetResult();

    /// <summary>Adds to a counter and gives its new value.</summary>
    public int Add(string counter, int by) => _counts.AddOrUpdate(counter, by, (_, count) => count + by);

    public int Count(string note) => _notes.Count(noted => noted == note);

    /// <summary>Waits until a note has been made so many times.</summary>
    public async Task Saw(string note, int times = 1)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Count(note) < times)
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Expected '{note}' {times} times; noted were: {string.Join(", ", _notes)}");
            await Task.Delay(2, CancellationToken.None);
        }
    }

    private TaskCompletionSource Gate(string gate) => _gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
