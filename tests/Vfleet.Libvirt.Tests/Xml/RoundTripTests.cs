using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class RoundTripTests
{
    private const int Rounds = 500;

    [Fact]
    public void An_interface_reads_back_as_it_was_written() => Repeat(static any =>
    {
        var written = any.Interface();
        DomainInterface.Parse(written.ToXml()).ShouldBe(written);
    });

    [Fact]
    public void A_host_device_reads_back_as_it_was_written() => Repeat(static any =>
    {
        var written = any.HostDevice();
        PciHostDevice.Parse(written.ToXml()).ShouldBe(written);
    });

    [Fact]
    public void A_network_reads_back_as_it_was_written() => Repeat(static any =>
    {
        var written = any.Network();
        NetworkDefinition.Parse(written.ToXml()).ShouldBe(written);
    });

    [Fact]
    public void Any_interface_can_become_any_other_in_place() => Repeat(static any =>
    {
        var before = any.Interface() with { Alias = "ua-x" };
        var wanted = any.Interface() with { Alias = "ua-x" };
        var document = DomainDocument.Parse("<domain><name>d</name></domain>").WithInterface(before);
        var changed = document.WithChangedInterface("ua-x", _ => wanted);
        DomainDocument.Parse(changed.ToXml()).Interfaces.ShouldBe([wanted]);
    });

    private static void Repeat(Action<Any> check)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            try
            {
                check(new Any(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }
}
