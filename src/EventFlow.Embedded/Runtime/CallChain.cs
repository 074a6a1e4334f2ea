using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Runtime;

/// <summary>
/// Tells why a call got no answer: who waits for whom. Calls do not carry their history, that would cost every call; the chain is read off
/// the mailboxes when one has run out of time. In a grain that runs several calls at once, the longest running is taken for the culprit.
/// </summary>
internal sealed class CallChain
{
    private const int MaxLength = 32;

    private readonly List<GrainRequest> _calls = [];
    private string _ending = "";

    private CallChain()
    {
    }

    /// <param name="request">The call that ran out of time.</param>
    /// <param name="outgoing">Unanswered calls by the activation that made them, oldest first.</param>
    public static CallChain Of(GrainRequest request, ILookup<Activation, GrainRequest> outgoing)
    {
        var chain = new CallChain();
        chain._calls.Add(request);
        chain.AddCallers(request);
        chain.AddCallees(request, outgoing);
        return chain;
    }

    public override string ToString() => $"Calls: {string.Join(" → ", _calls.Select(Text))}{_ending}";

    private static string Text(GrainRequest request) => $"{request.Target}.{request.CalledMethod.Name}";

    private void AddCallers(GrainRequest request)
    {
        while (request.Caller is { } caller && _calls.Count < MaxLength && caller.Examine(request).Running is { } running && !_calls.Contains(running))
        {
            _calls.Insert(0, running);
            request = running;
        }
    }

    private void AddCallees(GrainRequest request, ILookup<Activation, GrainRequest> outgoing)
    {
        while (_calls.Count < MaxLength)
        {
            var (running, isWaiting) = request.Target!.Examine(request);
            if (isWaiting && running is null)
            {
                _ending = $". {request.Target} {request.Target.Doing}.";
                return;
            }

            if (isWaiting)
            {
                _ending = $". {Text(request)} waits for {Text(running!)} to end";
                if (_calls.Contains(running!))
                {
                    _ending += ", which itself waits for it: a deadlock. Break the cycle, or let one of the calls interleave ([AlwaysInterleave], [Reentrant]).";
                    return;
                }
            }

            var next = isWaiting ? running : outgoing[request.Target].FirstOrDefault(call => !_calls.Contains(call));
            if (next is null)
            {
                _ending = $". {Text(request)} is still running.";
                return;
            }

            _calls.Add(next);
            request = next;
        }
    }
}
