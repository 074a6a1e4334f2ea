using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Runtime;

/// <summary>
/// A list chained through the requests themselves, so that an idle activation owns no collection. A request is in one list at a time.
/// Not thread-safe: the owner's lock guards it.
/// </summary>
internal struct RequestList
{
    private GrainRequest? _last;

    public GrainRequest? First { get; private set; }

    public int Count { get; private set; }

    public void Append(GrainRequest request)
    {
        request.Next = null;
        request.Previous = _last;
        if (_last is null)
            First = request;
        else
            _last.Next = request;
        _last = request;
        Count++;
    }

    public void Remove(GrainRequest request)
    {
        if (request.Previous is null)
            First = request.Next;
        else
            request.Previous.Next = request.Next;
        if (request.Next is null)
            _last = request.Previous;
        else
            request.Next.Previous = request.Previous;
        request.Next = request.Previous = null;
        Count--;
    }
}
