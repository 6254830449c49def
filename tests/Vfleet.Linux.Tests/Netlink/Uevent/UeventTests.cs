using System.Text;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Uevent;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Uevent;

public sealed class UeventTests
{
    [Fact]
    public async Task Events_since_the_subscription_was_made_are_read_in_order_and_losses_are_told()
    {
        var kernel = new FakeKernel();
        using var subscription = new UeventSubscription(kernel);
        kernel.EmitUevent("add", "/devices/pci0000:00/0000:00:01.0/0000:01:10.0", "pci", ("PCI_SLOT_NAME", "0000:01:10.0"));
        kernel.LoseEvents();
        kernel.EmitUevent("bind", "/devices/x", "pci", ("DRIVER", "vfio-pci"));
        var items = new List<UeventItem>();
        await foreach (var item in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            items.Add(item);
            if (items.Count == 3)
            {
                break;
            }
        }

        var added = items[0].ShouldBeOfType<Linux.Netlink.Uevent.Uevent>();
        (added.Action, added.Subsystem, added.DeviceName).ShouldBe(("add", "pci", "0000:01:10.0"));
        added.Properties["PCI_SLOT_NAME"].ShouldBe("0000:01:10.0");
        items[1].ShouldBeOfType<UeventsLost>();
        items[2].ShouldBeOfType<Linux.Netlink.Uevent.Uevent>().Properties["DRIVER"].ShouldBe("vfio-pci");
    }

    [Theory]
    [InlineData("")]
    [InlineData("libudev")]
    [InlineData("@/devices/x")]
    [InlineData("add@/devices/x\0ACTION")]
    [InlineData("add@/devices/x\0=x")]
    [InlineData("add@/devices/x\0\0")]
    public void What_is_not_a_uevent_is_malformed(string text) =>
        Should.Throw<MalformedNetlinkException>(() => UeventParser.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_value_may_hold_anything_but_a_zero_byte()
    {
        var read = UeventParser.Parse("change@/a@b\0K=v=w@\0L="u8);
        (read.Action, read.DevPath, read.Subsystem, read.DeviceName).ShouldBe(("change", "/a@b", "", "/a@b"[1..]));
        read.Properties.Count.ShouldBe(2);
        (read.Properties["K"], read.Properties["L"]).ShouldBe(("v=w@", ""));
    }

    [Fact]
    public void Any_bytes_are_a_uevent_or_malformed()
    {
        var random = new Random(11);
        var (read, malformed) = (0, 0);
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes("add@/devices/x\0ACTION=add\0SUBSYSTEM=net\0");
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                UeventParser.Parse(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
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
