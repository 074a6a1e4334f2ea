using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting.Routing;

/// <summary>
/// Counts over all processes of a cluster, through <see cref="IStormGrain"/>. One question of a route is under way at a time, and those that come meanwhile go with the next one; once a route is full this
/// process decides by itself until a place is free. So a storm of any size costs a few calls. Without an answer it counts for this process alone.
/// </summary>
public sealed partial class ClusterStormCounter(IGrainFactory grains, TimeProvider time, ILogger<ClusterStormCounter> logger) : IStormCounter
{
    // An alert waits for it, and whoever signals waits for the alert.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private volatile string? _lastFailure;

    /// <inheritdoc/>
    public ValueTask<bool> AdmitAsync(string route, string group, int limit)
    {
        var known = _routes.GetOrAdd(route, static name => new Route(name));
        if (known.Decide(group, limit, time.GetSteadyTime(), out var answer, out var isFirst)) return new(answer.Result);
        if (isFirst)
        {
            // Not as the grain that happens to ask: it may be gone before those who came after it have their answers.
            using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow()) _ = Task.Run(() => AskAsync(known));
        }

        return new(answer);
    }

    private async Task AskAsync(Route route)
    {
        while (route.Take() is { Count: > 0 } questions)
        {
            var limit = questions[^1].Limit;
            try
            {
                var answer = await grains.GetGrain<IStormGrain>($"{Tenants.Default}/{route.Name}").Admit([.. questions.Select(static q => q.Group).Distinct()], limit)
                    .AsTask().WaitAsync(AnswerWithin, time).ConfigureAwait(false);
                route.Learn(questions, answer, time.GetSteadyTime());
                _lastFailure = null;
            }
            catch (Exception e)
            {
                if (_lastFailure != e.Message) LogNoAnswer(route.Name, e.Message);
                _lastFailure = e.Message;
                route.DecideAlone(questions, time.GetSteadyTime());
            }
        }
    }

    [LoggerMessage(5030, LogLevel.Information, "Whether groups of route {Route} begin as a storm was decided by this silo alone, for the one that counts over all did not answer: {Reason}")]
    private partial void LogNoAnswer(string route, string reason);

    private sealed record Question(string Group, int Limit, TaskCompletionSource<bool> Answer);

    /// <summary>What is known of a route, and who waits for an answer.</summary>
    private sealed class Route(string name)
    {
        private readonly Lock _gate = new();
        private readonly StormWindow _begun = new();
        private List<Question> _waiting = [];
        private HashSet<string> _all = [];
        private TimeSpan _fullUntil;
        private bool _isAsking;

        public string Name => name;

        /// <summary>Whether the answer is known; otherwise it comes, and <paramref name="isFirst"/> says that nobody asks yet.</summary>
        public bool Decide(string group, int limit, TimeSpan now, out Task<bool> answer, out bool isFirst)
        {
            lock (_gate)
            {
                isFirst = false;
                if (_begun.Holds(group, now))
                {
                    answer = Task.FromResult(true);
                    return true;
                }

                if (now < _fullUntil)
                {
                    answer = Task.FromResult(_all.Contains(group));
                    return true;
                }

                var question = new Question(group, limit, new(TaskCreationOptions.RunContinuationsAsynchronously));
                _waiting.Add(question);
                (answer, isFirst, _isAsking) = (question.Answer.Task, !_isAsking, true);
                return false;
            }
        }

        /// <summary>Those that wait; when nobody does, the next to come is the first again.</summary>
        public List<Question> Take()
        {
            lock (_gate)
            {
                var taken = _waiting;
                (_waiting, _isAsking) = ([], taken.Count > 0);
                return taken;
            }
        }

        public void Learn(List<Question> questions, StormAnswer answer, TimeSpan now)
        {
            var admitted = answer.Admitted.ToHashSet(StringComparer.Ordinal);
            lock (_gate)
            {
                (_all, _fullUntil) = answer.FullForMs > 0 ? (admitted, now + TimeSpan.FromMilliseconds(answer.FullForMs)) : ([], TimeSpan.Zero);
                foreach (var question in questions.Where(q => admitted.Contains(q.Group))) _begun.Note(question.Group, now);
            }

            foreach (var question in questions) question.Answer.SetResult(admitted.Contains(question.Group));
        }

        public void DecideAlone(List<Question> questions, TimeSpan now)
        {
            foreach (var question in questions)
            {
                bool isAdmitted;
                lock (_gate) isAdmitted = _begun.Admit(question.Group, question.Limit, now);
                question.Answer.SetResult(isAdmitted);
            }
        }
    }
}
