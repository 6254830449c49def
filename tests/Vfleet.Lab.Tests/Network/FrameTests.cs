using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Lab.Network;
using Vfleet.Primitives;

namespace Vfleet.Lab.Tests.Network;

public sealed class FrameTests
{
    private static readonly Gen<MacAddress> s_mac = Gen.Choose(0, int.MaxValue).Select(low => new MacAddress((ulong)low * 65_521));

    private static readonly Gen<VlanTag> s_tag =
        from id in Gen.Choose(0, 4095)
        from qos in Gen.Choose(0, 7)
        from protocol in Gen.Elements(VlanProtocol.Dot1Q, VlanProtocol.Dot1Ad)
        select new VlanTag((ushort)id, (byte)qos, protocol);

    private static readonly Gen<EthernetFrame> s_frame =
        from destination in s_mac
        from source in s_mac
        from tags in s_tag.ArrayOf(2)
        from payload in ArbMap.Default.GeneratorFor<byte[]>()
        select new EthernetFrame(destination, source, [.. tags], EthernetFrame.Ipv4, payload);

    [Fact]
    public void A_frame_reads_back_as_it_was_written_but_for_padding() => Prop.ForAll(Arb.From(s_frame), frame =>
    {
        var bytes = frame.ToBytes();
        var back = EthernetFrame.Parse(bytes)!;
        return bytes.Length >= 60
            && back.Destination == frame.Destination && back.Source == frame.Source && back.EtherType == frame.EtherType
            && back.Tags.SequenceEqual(frame.Tags)
            && back.Payload.Span.StartsWith(frame.Payload.Span) && !back.Payload.Span[frame.Payload.Length..].ContainsAnyExcept((byte)0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_frame_cut_anywhere_is_refused_or_keeps_its_addresses() => Prop.ForAll(Arb.From(s_frame), frame =>
    {
        var bytes = frame.ToBytes();
        return Enumerable.Range(0, bytes.Length).All(length =>
            EthernetFrame.Parse(bytes.AsMemory(0, length)) is not { } cut
            || (length >= 14 && cut.Source == frame.Source && cut.Destination == frame.Destination));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_ARP_packet_reads_back_as_it_was_written()
    {
        var (sender, target) = (new MacAddress(0x0200_0000_0001), new MacAddress(0x0200_0000_0002));
        var packet = new ArpPacket(true, sender, IPAddress.Loopback, target, IPAddress.Broadcast);

        ArpPacket.Parse(packet.ToBytes()).ShouldBe(packet);
    }

    [Fact]
    public void An_echo_packet_reads_back_and_any_changed_byte_of_it_is_noticed()
    {
        var packet = new EchoPacket(false, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), 7, 9, new byte[] { 1, 2, 3 });
        var bytes = packet.ToBytes();

        var back = EchoPacket.Parse(bytes)!;
        (back.IsReply, back.Source, back.Destination).ShouldBe((packet.IsReply, packet.Source, packet.Destination));
        (back.Identifier, back.Sequence).ShouldBe((packet.Identifier, packet.Sequence));
        back.Content.ToArray().ShouldBe([1, 2, 3]);
        for (var i = 0; i < bytes.Length; i++)
        {
            var broken = (byte[])bytes.Clone();
            broken[i] ^= 0x10;
            EchoPacket.Parse(broken).ShouldBeNull($"byte {i}");
        }
    }

    [Fact]
    public void The_checksum_is_that_of_RFC_1071()
    {
        // The RFC's own example, section 3: the sum of these words is ddf2.
        EchoPacket.Checksum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]).ShouldBe((ushort)0x220d);
    }

    [Fact]
    public void Random_bytes_are_read_without_a_fault()
    {
        var random = new Random(2);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            if (bytes.Length > 20 && round % 2 == 0)
            {
                bytes[0] = 0x45;
                bytes[9] = 1;
            }

            EthernetFrame.Parse(bytes)?.ToString().ShouldNotBeEmpty();
            EchoPacket.Parse(bytes)?.Content.Length.ShouldBeLessThan(bytes.Length);
            ArpPacket.Parse(bytes)?.SenderIp.GetAddressBytes().Length.ShouldBe(4);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_capture_gives_its_frames_and_leaves_out_a_last_one_that_is_cut(bool littleEndian)
    {
        ImmutableArray<EthernetFrame> frames =
        [
            new(EthernetFrame.Broadcast, MacAddress.Parse("02:00:00:00:00:01"), [new VlanTag(100)], EthernetFrame.Arp, new byte[50]),
            new(EthernetFrame.Broadcast, MacAddress.Parse("02:00:00:00:00:02"), [], EthernetFrame.Ipv4, new byte[99]),
        ];
        var file = Capture(frames, littleEndian);

        PcapReader.Read(file).Select(frame => (frame.Source, frame.Vlan)).ShouldBe(frames.Select(frame => (frame.Source, frame.Vlan)));
        PcapReader.Read(file.AsMemory(0, file.Length - 1)).Length.ShouldBe(1);
        for (var length = 0; length < file.Length; length++)
        {
            PcapReader.Read(file.AsMemory(0, length)).Length.ShouldBeLessThan(2);
        }

        file[0] ^= 1;
        Should.Throw<FormatException>(() => PcapReader.Read(file));
    }

    private static byte[] Capture(IEnumerable<EthernetFrame> frames, bool littleEndian)
    {
        var file = new MemoryStream();
        void Number(uint value)
        {
            var bytes = new byte[4];
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            }

            file.Write(bytes);
        }

        foreach (var word in (uint[])[0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1])
        {
            Number(word);
        }

        foreach (var bytes in frames.Select(frame => frame.ToBytes()))
        {
            foreach (var word in (uint[])[0, 0, (uint)bytes.Length, (uint)bytes.Length])
            {
                Number(word);
            }

            file.Write(bytes);
        }

        return file.ToArray();
    }
}
