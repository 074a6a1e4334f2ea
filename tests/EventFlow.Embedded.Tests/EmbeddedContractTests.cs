using EventFlow.Embedded.Tests.Contract;

namespace EventFlow.Embedded.Tests;

public sealed class EmbeddedCallTests : CallContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await EmbeddedHost.StartAsync();
}

public sealed class EmbeddedLifecycleTests : LifecycleContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await EmbeddedHost.StartAsync();
}

public sealed class EmbeddedTimeTests : TimeContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await EmbeddedHost.StartAsync();
}

public sealed class EmbeddedTraceTests : TraceContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await EmbeddedHost.StartAsync();
}

public sealed class EmbeddedStreamTests : StreamContractTests
{
    protected override async Task<IGrainHost> StartHostAsync() => await EmbeddedHost.StartAsync();
}
