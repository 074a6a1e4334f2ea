namespace EventFlow.Load;

/// <summary>Puts the figures of a measurement into a report, always the same ones under the same names.</summary>
internal static class LoadFigures
{
    /// <summary>Adds all figures.</summary>
    public static void Add(ModeReport report, Measurement measured, LoadPlan plan, BodySet bodies)
    {
        var (result, tally) = (measured.Result, measured.Result.Tally);
        var seconds = result.Elapsed.TotalSeconds;
        report.Add("seconds", seconds);
        report.Add("body_bytes_per_event", bodies.BytesPerEvent);
        report.Add("offered_events", (double)result.Offered * bodies.Batch);
        report.Add("offered_events_per_s", plan.Schedule is null ? null : result.Offered * bodies.Batch / result.Due.TotalSeconds);
        report.Add("acknowledged_events", tally.Acknowledged);
        report.Add("acknowledged_events_per_s", tally.Acknowledged / Math.Max(seconds, 1e-9));
        report.Add("unsent_events", (double)result.Unsent * bodies.Batch);
        report.Add("given_up_events", (double)tally.GivenUp * bodies.Batch);
        AddLatency(report, "ack", plan.Schedule is null ? tally.FromSent : tally.FromDue);
        report.Add("ack_from_sent_p99_ms", Milliseconds(tally.FromSent.Percentile(0.99), tally.FromSent));
        report.Add("sent_late_p99_ms", Milliseconds(tally.Late.Percentile(0.99), tally.Late));
        AddAnswers(report, tally);
        AddServer(report, measured);
        report.Notes.Add(plan.Schedule is null ? "Closed loop: latencies are of a saturated server and count from the sending." : "Open loop: latencies count from when a batch was due.");
    }

    /// <summary>Adds the percentiles of a histogram, ms.</summary>
    public static void AddLatency(ModeReport report, string name, LatencyHistogram latency)
    {
        report.Add($"{name}_p50_ms", Milliseconds(latency.Percentile(0.5), latency));
        report.Add($"{name}_p99_ms", Milliseconds(latency.Percentile(0.99), latency));
        report.Add($"{name}_p999_ms", Milliseconds(latency.Percentile(0.999), latency));
        report.Add($"{name}_max_ms", Milliseconds(latency.Max, latency));
    }

    private static void AddAnswers(ModeReport report, LoadTally tally)
    {
        foreach (var status in new[] { 202, 429, 503 })
        {
            report.Add($"answers_{status}", tally.Statuses.GetValueOrDefault(status));
        }

        report.Add("answers_other", tally.Statuses.Where(static s => s.Key is not (202 or 429 or 503 or 0)).Sum(static s => s.Value));
        report.Add("no_answer", tally.Statuses.GetValueOrDefault(0));
        report.Add("retry_after_p50_s", tally.RetryAfter.Count == 0 ? null : tally.RetryAfter.Percentile(0.5) / 1e6);
        report.Add("retry_after_max_s", tally.RetryAfter.Count == 0 ? null : tally.RetryAfter.Max / 1e6);
        report.Add("refusals_without_retry_after", tally.RefusalsWithoutTime);
        report.Add("retries", tally.Retries);
        report.Add("retries_accepted_share", tally.Retries == 0 ? null : (double)tally.RetriesAccepted / tally.Retries);
    }

    private static void AddServer(ModeReport report, Measurement measured)
    {
        var (before, atAck, settled) = (measured.Before, measured.AtAck, measured.Settled);
        var millions = measured.Result.Tally.Acknowledged / 1e6;
        var events = (double)measured.Result.Tally.Acknowledged;
        report.Add("applied_events", measured.Applied);
        report.Add("applied_after_last_ack_s", measured.Drained?.TotalSeconds);
        report.Add("server_cpu_s_per_million_at_ack", events == 0 ? null : (atAck.CpuSeconds - before.CpuSeconds) / millions);
        report.Add("server_cpu_s_per_million", events == 0 ? null : (settled.CpuSeconds - before.CpuSeconds) / millions);
        report.Add("server_cpu_cores", (atAck.CpuSeconds - before.CpuSeconds) / measured.Result.Elapsed.TotalSeconds);
        report.Add("client_cpu_s_per_million", events == 0 ? null : measured.ClientCpuSeconds / millions);
        report.Add("written_bytes_per_event", events == 0 ? null : (settled.WrittenBytes - before.WrittenBytes) / events);
        report.Add("data_bytes_per_event", events == 0 ? null : (settled.DataBytes - before.DataBytes) / events);
        report.Add("peak_memory_mib", settled.PeakBytes / (double)(1 << 20));
        var memory = measured.Memory.After(TimeSpan.Zero);
        report.Add("memory_least_mib", memory?.Least / (double)(1 << 20));
        report.Add("memory_most_mib", memory?.Most / (double)(1 << 20));
    }

    private static double? Milliseconds(long microseconds, LatencyHistogram from) => from.Count == 0 ? null : microseconds / 1e3;
}
