namespace EventFlow.Embedded.Tests.Contract;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period, bool interleave, bool keepAlive);

    Task StartFailing(TimeSpan period);

    Task StartSlow(string gate, TimeSpan period);

    Task Stop();

    Task Hold(string gate);
}

public class TimerGrain(Probe probe) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;

    public Task Start(TimeSpan due, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(due, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StartFailing(TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            static (self, _) =>
            {
                self.Note("failing");
                throw new InvalidDataException("tick");
            },
            this,
            new() { DueTime = period, Period = period });
        return Task.CompletedTask;
    }

    public Task StartSlow(string gate, TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                probe.Note("slow begins");
                await probe.Pass(gate);
                probe.Note("slow ends");
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        probe.Note($"begin {gate}");
        await probe.Pass(gate);
    }

    private Task Tick()
    {
        probe.Note("tick");
        return Task.CompletedTask;
    }

    private void Note(string note) => probe.Note(note);
}

public interface IReminderGrain : IGrainWithStringKey
{
    Task Register(string name, TimeSpan due, TimeSpan period);

    Task<bool> Unregister(string name);

    Task<string[]> Names();

    Task Leave();
}

public class ReminderGrain(Probe probe) : Grain, IReminderGrain, IRemindable
{
    public Task Register(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> Unregister(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<string[]> Names() => [.. (await this.GetReminders()).Select(static reminder => reminder.ReminderName).Order()];

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        probe.Note($"{this.GetPrimaryKeyString()} {reminderName}");
        return Task.CompletedTask;
    }
}

public interface IPlainGrain : IGrainWithStringKey
{
    Task Register();
}

/// <summary>Has no ReceiveReminder.</summary>
public class PlainGrain : Grain, IPlainGrain
{
    public Task Register() => this.RegisterOrUpdateReminder("r", TimeSpan.Zero, TimeSpan.FromMinutes(1));
}
