using EventFlow.EventStore;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;

namespace EventFlow.Tests.EventStore;

public sealed class EventBatchCodecTests
{
    private readonly EventBatchDecoder _decoder = new(new TextPool(), new SeriesPool());

    [Fact]
    public void Encode_VersionTwo_GivesTheFrozenBytes()
    {
        var batch = new EventBatch("service-metrics", 1, 0, EventSamples.Start,
        [
            EventSamples.Metric("payments", "latency_ms", 12.5, EventSamples.Start - 1, "m1", "ms", LabelSet.Of(("region", "eu"))),
            EventSamples.Metric("payments", "latency_ms", 13, EventSamples.Start, unit: "ms", labels: LabelSet.Of(("region", "eu"))),
            EventSamples.Log("payments", "slow", LogSeverity.Warn, EventSamples.Start + 5, null, "4bf92f3577b34da6a3ce929d0e0e4736", LabelSet.Of(("caller", "api"))),
            EventSamples.Log("auth", "ok", LogSeverity.Info, EventSamples.Start, null, "odd"),
            EventSamples.Domain("auth", "login", """{"user":7}""", EventSamples.Start),
        ]) { Producer = "p", Sequence = 3 };
        using var encoder = new EventBatchEncoder();

        var bytes = Convert.ToHexStringLower(encoder.Encode(batch).Span);

        Assert.Equal(GoldenTwo, bytes);
    }

    [Theory]
    [InlineData(GoldenOne)]
    [InlineData(GoldenTwo)]
    public void Decode_FrozenBytes_GivesTheBatch(string golden)
    {
        var batch = _decoder.Decode(Convert.FromHexString(golden), "service-metrics", 1, 40);

        Assert.Equal(("p", 3, 40, 44), (batch.Producer, batch.Sequence, batch.FirstOffset, batch.LastOffset));
        var metric = Assert.IsType<MetricEvent>(batch.Events[0]);
        Assert.Equal("latency_ms{region=\"eu\",service=\"payments\"}", metric.Series.Value);
        Assert.Equal((EventSamples.Start - 1, "m1", 12.5, "ms"), (metric.Timestamp, metric.Id, metric.Value, metric.Unit));
        Assert.Equal("odd", Assert.IsType<LogEvent>(batch.Events[3]).TraceId);
        Assert.Equal("""{"user":7}""", Assert.IsType<DomainEvent>(batch.Events[4]).Data);
    }

    [Fact]
    public void Decode_WhatWasEncoded_GivesEqualEvents()
    {
        using var encoder = new EventBatchEncoder();
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var batch = EventSamples.Batch(random, random.Next(1, 60));

            var decoded = _decoder.Decode(encoder.Encode(batch).Span, batch.Stream, batch.Partition, batch.FirstOffset);

            Assert.Equal(batch.Events, decoded.Events);
            Assert.Equal(batch with { Events = decoded.Events }, decoded);
        }
    }

    [Fact]
    public void Decode_RepeatedTexts_AreOneObject()
    {
        using var encoder = new EventBatchEncoder();
        var batch = new EventBatch("service-metrics", 0, 0, 0, [EventSamples.Metric("auth", "cpu", 1), EventSamples.Metric("auth", "cpu", 2)]);
        var payload = encoder.Encode(batch).ToArray();

        var first = Assert.IsType<MetricEvent>(_decoder.Decode(payload, "service-metrics", 0, 0).Events[0]);
        var second = Assert.IsType<MetricEvent>(_decoder.Decode(payload, "service-metrics", 0, 0).Events[1]);

        Assert.Same(first.Series.Value, second.Series.Value);
        Assert.Same(first.Service, second.Service);
        Assert.Same(first.Labels, second.Labels);
    }

    [Fact]
    public void Decode_EveryPrefix_IsRefusedAsCorrupt()
    {
        using var encoder = new EventBatchEncoder();
        var payload = encoder.Encode(EventSamples.Batch(new Random(7), 20)).ToArray();

        for (var length = 0; length < payload.Length; length++)
        {
            var cut = payload[..length];
            Assert.Throws<InvalidDataException>(() => _decoder.Decode(cut, "service-metrics", 0, 0));
        }
    }

    [Fact]
    public void Decode_FlippedBits_NeverThrowsAnythingElse()
    {
        using var encoder = new EventBatchEncoder();
        var payload = encoder.Encode(EventSamples.Batch(new Random(11), 30)).ToArray();
        var refused = 0;
        for (var bit = 0; bit < payload.Length * 8; bit++)
        {
            var flipped = payload.ToArray();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                // What is taken for good can be looked at whole.
                Assert.All(_decoder.Decode(flipped, "service-metrics", 0, 0).Events, Assert.NotNull);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > payload.Length, $"Only {refused} of {payload.Length * 8} flipped bits were noticed.");
    }

    [Fact]
    public void Decode_RandomBytes_NeverThrowsAnythingElse()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            if (bytes.Length > 1)
            {
                (bytes[0], bytes[1]) = ((byte)random.Next(1, 3), (byte)random.Next(4));
            }

            Assert.IsType<InvalidDataException>(Record.Exception(() => _decoder.Decode(bytes, "service-metrics", 0, 0)) ?? new InvalidDataException());
        }
    }

    [Fact]
    public void Decode_NewerVersion_SaysSo()
    {
        var error = Assert.Throws<InvalidDataException>(() => _decoder.Decode([9, 0, 0], "service-metrics", 0, 0));

        Assert.Contains("version is 9; expected 1 or 2", error.Message);
    }

    [Theory]
    [InlineData(GoldenOne)]
    [InlineData(GoldenTwo)]
    public void Decode_EveryPrefixOfTheFrozenBytes_IsRefusedAsCorrupt(string golden)
    {
        var payload = Convert.FromHexString(golden);
        for (var length = 0; length < payload.Length; length++)
        {
            var cut = payload[..length];
            Assert.Throws<InvalidDataException>(() => _decoder.Decode(cut, "service-metrics", 0, 0));
        }
    }

    // Written by hand from the description of the format, not by the encoder.
    private const string GoldenOne =
        "010380a0d5edee6601700609087061796d656e74730a6c6174656e63795f6d73026d7306726567696f6e0265750663616c6c65720361706904617574"
        + "68056c6f67696e01000103010304050101036d310000000000000000294001020000000000000000002a40020a00010506000404736c6f77014bf92f"
        + "3577b34da6a3ce929d0e0e4736020900000703026f6b02036f64640300000007080a7b2275736572223a377d";

    private const string GoldenTwo =
        "020380a0d5edee66017006052306026d730663616c6c657203617069087061796d656e74730461757468056c6f67696e030101012d01012a6c617465"
        + "6e63795f6d737b726567696f6e3d226575222c736572766963653d227061796d656e7473227d0501010202030501020a090007036d31000000000600"
        + "00010200000303040402040316014bf92f3577b34da6a3ce929d0e0e473602036f646401050304020a10736c6f776f6b7b2275736572223a377d0200"
        + "001000000000000029400000000000002a40";
}
