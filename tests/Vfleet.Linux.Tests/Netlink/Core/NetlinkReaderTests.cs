using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Tests.Netlink.Core;

public sealed class NetlinkReaderTests
{
    [Theory]
    [InlineData("10000000", "header cut")]
    [InlineData("0f000000010000000000000000000000", "length below the header")]
    [InlineData("11000000010000000000000000000000", "length above the datagram")]
    [InlineData("ffffffff010000000000000000000000", "length that is negative as a signed number")]
    public void A_message_whose_length_does_not_fit_is_malformed(string hex, string why)
    {
        var bytes = Convert.FromHexString(hex);
        Should.Throw<MalformedNetlinkException>(() => { var reader = new NetlinkReader(bytes); reader.TryRead(out _); }, why);
    }

    [Theory]
    [InlineData("03000100", "length below the header")]
    [InlineData("0900010000000000", "length above what is there")]
    public void An_attribute_whose_length_does_not_fit_is_malformed(string hex, string why)
    {
        var bytes = Convert.FromHexString(hex);
        Should.Throw<MalformedNetlinkException>(() => { var reader = new AttributeReader(bytes); reader.TryRead(out _); }, why);
    }

    [Fact]
    public void Flag_bits_of_an_attributes_type_are_taken_off()
    {
        var reader = new AttributeReader(Convert.FromHexString("0400" + "07c0"));
        reader.TryRead(out var attribute).ShouldBeTrue();
        attribute.Type.ShouldBe((ushort)7);
    }

    [Fact]
    public void A_number_in_too_few_bytes_is_malformed()
    {
        var bytes = Convert.FromHexString("06000100" + "aabb0000");
        Should.Throw<MalformedNetlinkException>(() =>
        {
            var reader = new AttributeReader(bytes);
            reader.TryRead(out var attribute);
            attribute.As<uint>();
        });
    }

    [Fact]
    public void Text_ends_at_the_zero_byte_or_at_the_end()
    {
        var reader = new AttributeReader(Convert.FromHexString("07000100" + "61006200" + "06000100" + "61620000"));
        reader.TryRead(out var first).ShouldBeTrue();
        first.AsString().ShouldBe("a");
        reader.TryRead(out var second).ShouldBeTrue();
        second.AsString().ShouldBe("ab");
    }

    [Fact]
    public void Any_bytes_are_read_to_an_end_or_called_malformed()
    {
        var random = new Random(20261);
        var (read, malformed) = (0, 0);
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = new byte[random.Next(0, 96)];
            random.NextBytes(bytes);

            // Half of the time a plausible length, so that the inside is reached.
            if (bytes.Length >= 4 && random.Next(2) == 0)
            {
                BitConverter.TryWriteBytes(bytes, random.Next(12, Math.Max(13, bytes.Length + 2)));
            }

            try
            {
                var messages = new NetlinkReader(bytes);
                while (messages.TryRead(out var message))
                {
                    var attributes = new AttributeReader(message.Payload);
                    while (attributes.TryRead(out var attribute))
                    {
                        attribute.AsString();
                    }
                }

                read++;
            }
            catch (MalformedNetlinkException)
            {
                malformed++;
            }
        }

        read.ShouldBeGreaterThan(1000);
        malformed.ShouldBeGreaterThan(1000);
    }
}
