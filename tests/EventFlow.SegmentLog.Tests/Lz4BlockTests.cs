using System.Text;

namespace EventFlow.SegmentLog.Tests;

public sealed class Lz4BlockTests
{
    private const int Seed = 20261121;

    public enum Shape
    {
        Random,
        Zeros,
        Text,
        ShortPeriods,
        Mixed,
    }

    public static TheoryData<Shape> Shapes => [.. Enum.GetValues<Shape>()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TryDecompress_OfWhatCompressMade_GivesTheSameBytes(Shape shape)
    {
        var random = new Random(Seed);
        for (var length = 0; length < 200_000; length += 1 + (length / (length < 100 ? 200 : 6)))
        {
            var source = Make(shape, length, random);
            var target = new byte[source.Length + (source.Length / 255) + 16];

            var written = Lz4Block.Compress(source, target);

            Assert.True(written > 0, $"seed {Seed}, {shape}, {length} bytes: did not fit into {target.Length}");
            var back = new byte[length];
            Assert.True(Lz4Block.TryDecompress(target.AsSpan(0, written), back), $"seed {Seed}, {shape}, {length} bytes: refused its own block");
            Assert.True(source.AsSpan().SequenceEqual(back), $"seed {Seed}, {shape}, {length} bytes: came back changed");
        }
    }

    [Fact]
    public void TryDecompress_BlockOfTheReferenceLibrary_GivesItsText()
    {
        // Made by LZ4_compress_default of liblz4 1.9.4.
        var block = Convert.FromHexString(
            "ff287265717565737420636f6d706c6574656420757365723d3132333435206e6f64652d30372065752d776573742d3120474554203230303b37005bb06f7264657220616363657" +
            "0a20084616e642071756575ad002f3939aa000030504f53ab003f313b000100140fd3000250723d373737");
        var expected = string.Concat(Enumerable.Repeat("request completed user=12345 node-07 eu-west-1 GET 200;", 3))
            + "order accepted and queued user=99 node-07 eu-west-1 POST 201;" + new string('\0', 40) + "request completed user=777";

        var target = new byte[expected.Length];

        Assert.True(Lz4Block.TryDecompress(block, target));
        Assert.Equal(expected, Encoding.UTF8.GetString(target));
    }

    [Fact]
    public void Compress_EventLikeText_TakesLessThanHalf()
    {
        var source = Make(Shape.Text, 10_000, new Random(Seed));
        Assert.InRange(Lz4Block.Compress(source, new byte[source.Length]), 1, source.Length / 2);
    }

    [Fact]
    public void Compress_ResultLargerThanTheTarget_SaysSoAndWritesNothingOutside()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 300; round++)
        {
            var source = Make((Shape)random.Next(5), random.Next(3000), random);
            var guarded = new byte[source.Length + 200];
            Array.Fill(guarded, (byte)0xA5);
            var room = random.Next(source.Length + 1);

            var written = Lz4Block.Compress(source, guarded.AsSpan(100, room));

            Assert.InRange(written, 0, room);
            Assert.True(guarded.AsSpan(0, 100).IndexOfAnyExcept((byte)0xA5) < 0 && guarded.AsSpan(100 + room).IndexOfAnyExcept((byte)0xA5) < 0, $"seed {Seed}, round {round}: wrote outside");
            if (written > 0)
            {
                var back = new byte[source.Length];
                Assert.True(Lz4Block.TryDecompress(guarded.AsSpan(100, written), back) && source.AsSpan().SequenceEqual(back), $"seed {Seed}, round {round}");
            }
        }
    }

    [Fact]
    public void TryDecompress_DamagedCutOrInventedBlock_StaysWithinItsTargetAndEnds()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 20_000; round++)
        {
            var block = Spoil(random);
            var guarded = new byte[100 + random.Next(2000) + 100];
            Array.Fill(guarded, (byte)0xA5);

            _ = Lz4Block.TryDecompress(block, guarded.AsSpan(100, guarded.Length - 200));

            Assert.True(guarded.AsSpan(0, 100).IndexOfAnyExcept((byte)0xA5) < 0 && guarded.AsSpan(guarded.Length - 100).IndexOfAnyExcept((byte)0xA5) < 0, $"seed {Seed}, round {round}: wrote outside");
        }
    }

    [Fact]
    public void TryDecompress_BlockCutAnywhereOrOfAnotherLength_IsRefused()
    {
        var source = Make(Shape.Text, 2000, new Random(Seed));
        var block = new byte[source.Length];
        block = block[..Lz4Block.Compress(source, block)];

        for (var length = 0; length < block.Length; length++)
        {
            Assert.False(Lz4Block.TryDecompress(block.AsSpan(0, length), new byte[source.Length]), $"cut to {length}");
        }

        Assert.False(Lz4Block.TryDecompress(block, new byte[source.Length - 1]));
        Assert.False(Lz4Block.TryDecompress(block, new byte[source.Length + 1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("40")]
    [InlineData("f0")]
    [InlineData("f0ffffffffffffffffffffffffffffffff")]
    [InlineData("10610000")]
    [InlineData("1061020000")]
    [InlineData("1f610100ffffffffffffffffffff")]
    public void TryDecompress_BlockThatLies_IsRefused(string block) =>
        Assert.False(Lz4Block.TryDecompress(Convert.FromHexString(block), new byte[64]));

    [Fact]
    public void Compress_OneGigabyteOnOneThread_NeverTakesAnOldPositionForANewOne()
    {
        // Positions are counted on from call to call and begin again after a gigabyte.
        var zeros = new byte[16 << 20];
        var target = new byte[1 << 20];
        var text = Make(Shape.Text, 5000, new Random(Seed));
        for (var round = 0; round < 66; round++)
        {
            Assert.True(Lz4Block.Compress(zeros, target) > 0);
            var written = Lz4Block.Compress(text, target);
            var back = new byte[text.Length];
            Assert.True(Lz4Block.TryDecompress(target.AsSpan(0, written), back) && text.AsSpan().SequenceEqual(back), $"round {round}");
        }
    }

    private static byte[] Spoil(Random random)
    {
        var source = Make((Shape)random.Next(5), random.Next(1500), random);
        var block = new byte[source.Length + 100];
        var length = Lz4Block.Compress(source, block);
        switch (random.Next(3))
        {
            case 0:
                random.NextBytes(block);
                break;
            case 1:
                length = random.Next(length + 1);
                break;
            default:
                for (var flips = random.Next(1, 6); flips > 0; flips--)
                {
                    block[random.Next(Math.Max(1, length))] ^= (byte)(1 << random.Next(8));
                }

                break;
        }

        return block[..length];
    }

    private static byte[] Make(Shape shape, int length, Random random)
    {
        var bytes = new byte[length];
        switch (shape)
        {
            case Shape.Random:
                random.NextBytes(bytes);
                break;
            case Shape.Text:
                var text = new StringBuilder();
                while (text.Length < length)
                {
                    text.Append(null, $"request completed user={random.Next(100_000)} node-{random.Next(40):D2} {(random.Next(2) == 0 ? "GET" : "POST")} {random.Next(10, 9000) / 100.0:0.00};");
                }

                bytes = Encoding.ASCII.GetBytes(text.ToString(0, length));
                break;
            case Shape.ShortPeriods:
                for (var i = 0; i < length; i++)
                {
                    bytes[i] = (byte)(i % (1 + (i / 500 % 20)));
                }

                break;
            case Shape.Mixed:
                for (var i = 0; i < length; i += 100)
                {
                    var part = bytes.AsSpan(i, Math.Min(100, length - i));
                    if (random.Next(3) > 0)
                    {
                        random.NextBytes(part);
                    }
                    else
                    {
                        part.Fill((byte)random.Next(256));
                    }
                }

                break;
        }

        return bytes;
    }
}
