using EventFlow.Embedded.CodeGeneration;
using EventFlow.Embedded.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Runtime;

/// <summary>Fails calls that got no answer in time. It looks at the mailboxes now and then, so that a call costs no timer; only at those in which there was something since it looked last.</summary>
internal sealed partial class DeadlineMonitor(GrainRuntime runtime, IOptions<EmbeddedGrainsOptions> options) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _timeouts;

    public long Timeouts => Interlocked.Read(ref _timeouts);

    public void Start()
    {
        var resolution = options.Value.DeadlineResolution;
        _timer = runtime.TimeProvider.CreateTimer(static monitor => ((DeadlineMonitor)monitor!).Check(), this, resolution, resolution);
    }

    public void Dispose() => _timer?.Dispose();

    private void Check()
    {
        if (!_gate.TryEnter())
            return;
        try
        {
            var expired = new List<GrainRequest>();
            var now = runtime.GetTimestamp();
            for (var activation = runtime.TakeWatched(); activation is not null;)
            {
                var next = activation.NextWatched;
                activation.NextWatched = null;
                activation.CollectRequests(expired, now);
                if (!activation.TryUnwatch())
                    runtime.Watch(activation);
                activation = next;
            }

            if (expired.Count > 0)
                Fail(expired);
        }
        catch (Exception error)
        {
            LogCheckFailed(runtime.Logger, error);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Fail(List<GrainRequest> expired)
    {
        var outstanding = new List<GrainRequest>();
        foreach (var activation in runtime.Activations)
            activation.CollectRequests(outstanding, long.MaxValue);
        var outgoing = outstanding.Where(static request => request.Caller is not null).OrderBy(static request => request.SentAt).ToLookup(static request => request.Caller!);

        // All texts first: the first failure already changes who waits for whom.
        var errors = expired.ConvertAll(request => new TimeoutException(
            $"{request.CalledMethod} of {request.Target} got no answer within {request.Patience.TotalSeconds:0.###} s. {CallChain.Of(request, outgoing)}"));
        for (var i = 0; i < expired.Count; i++)
            expired[i].GiveUp(errors[i]);
        Interlocked.Add(ref _timeouts, expired.Count);
    }

    [LoggerMessage(1005, LogLevel.Error, "Checking the deadlines of calls failed; it is tried again")]
    private static partial void LogCheckFailed(ILogger logger, Exception error);
}
