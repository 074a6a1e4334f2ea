using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Runtime;

/// <summary>The activations of one key of a stateless worker.</summary>
internal sealed class WorkerPool(GrainClass grainClass, string key)
{
    private readonly List<Activation> _workers = [];

    public IEnumerable<Activation> Workers
    {
        get
        {
            lock (_workers)
                return [.. _workers];
        }
    }

    /// <summary>Gives the request to an idle worker, to a new one below the limit, or to the one with the least to do.</summary>
    public void Deliver(GrainRequest request)
    {
        while (Choose().Enqueue(request) == EnqueueResult.Gone)
        {
        }
    }

    public void Remove(Activation worker)
    {
        lock (_workers)
            _workers.Remove(worker);
    }

    private Activation Choose()
    {
        lock (_workers)
        {
            Activation? best = null;
            foreach (var worker in _workers)
            {
                if (best is null || worker.Load < best.Load)
                    best = worker;
            }

            if (best is null || (best.Load > 0 && _workers.Count < grainClass.MaxLocalWorkers))
            {
                best = new Activation(grainClass, key) { Pool = this };
                _workers.Add(best);
            }

            return best;
        }
    }
}
