using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Tests.Netlink.Core;

public sealed class NetlinkWriterTests
{
    [Fact]
    public void Lengths_of_messages_and_nested_attributes_are_patched()
    {
        using var writer = new Lines();
        writer.Message(7, 1, static (ref NetlinkWriter w) =>
        {
            var outer = w.BeginNest(3, flagged: true);
            w.Attribute(1, (byte)9);
            var inner = w.BeginNest(4);
            w.StringAttribute(5, "ab");
            w.EndNest(inner);
            w.EndNest(outer);
        });

        Convert.ToHexStringLower(writer.Bytes).ShouldBe(
            "28000000" + "0700" + "0100" + "00000000" + "00000000"
            + "1800" + "0380"
            + "0500" + "0100" + "09000000"
            + "0c00" + "0400"
            + "0700" + "0500" + "61620000",
            "message, nest, byte, nest, string");
    }

    [Fact]
    public void Messages_begin_at_multiples_of_four()
    {
        using var writer = new Lines();
        writer.Message(1, 0, static (ref NetlinkWriter w) => w.StringAttribute(1, ""));
        writer.Message(2, 0, static (ref NetlinkWriter w) => w.Attribute(1, 5));
        var reader = new NetlinkReader(writer.Bytes);
        reader.TryRead(out var first).ShouldBeTrue();
        reader.TryRead(out var second).ShouldBeTrue();
        first.Type.ShouldBe((ushort)1);
        second.Type.ShouldBe((ushort)2);
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(65531, true)]
    [InlineData(65532, false)]
    public void An_attribute_longer_than_16_bits_can_say_is_refused(int payload, bool fits)
    {
        var write = () =>
        {
            using var writer = new Lines();
            writer.Message(1, 0, (ref NetlinkWriter w) => w.Attribute(1, new byte[payload]));
        };
        if (fits)
        {
            write.ShouldNotThrow();
        }
        else
        {
            write.ShouldThrow<InvalidOperationException>().Message.ShouldContain("65536");
        }
    }

    [Fact]
    public void A_nest_longer_than_16_bits_can_say_is_refused()
    {
        var write = () =>
        {
            using var writer = new Lines();
            writer.Message(1, 0, static (ref NetlinkWriter w) =>
            {
                var nest = w.BeginNest(2);
                w.Attribute(1, new byte[40000]);
                w.Attribute(1, new byte[40000]);
                w.EndNest(nest);
            });
        };
        write.ShouldThrow<InvalidOperationException>();
    }

    /// <summary>Holds a writer where lambdas cannot.</summary>
    internal sealed class Lines : IDisposable
    {
        private byte[] _bytes = [];

        public delegate void Body(ref NetlinkWriter writer);

        public byte[] Bytes => _bytes;

        public void Message(ushort type, ushort flags, Body body)
        {
            var writer = new NetlinkWriter(16);
            try
            {
                writer.BeginMessage(type, flags);
                body(ref writer);
                writer.EndMessage();
                _bytes = [.. _bytes, .. writer.Written];
            }
            finally
            {
                writer.Dispose();
            }
        }

        public void Dispose() => _bytes = [];
    }
}
