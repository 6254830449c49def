using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Xml;

/// <summary>Whatever a document says, a reader answers with its value or with a <see cref="LibvirtXmlException"/>.</summary>
public sealed class ReaderFuzzTests
{
    private const int Rounds = 4_000;

    [Fact]
    public void A_broken_domain_gives_a_named_error() => Fuzz(Samples.RunningDomain, static xml => _ = DomainDocument.Parse(xml).FreeHotPlugPorts);

    [Fact]
    public void A_broken_network_gives_a_named_error() => Fuzz(Samples.Pool, static xml => NetworkDefinition.Parse(xml));

    [Fact]
    public void A_broken_port_gives_a_named_error() => Fuzz(Samples.Port, static xml => NetworkPort.Parse(xml));

    [Fact]
    public void A_broken_device_gives_a_named_error() => Fuzz(Samples.PhysicalFunctionDevice, static xml => NodeDevice.Parse(xml));

    [Fact]
    public void A_document_type_is_refused() => Should.Throw<LibvirtXmlException>(
        static () => DomainDocument.Parse("<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain><name>&x;</name></domain>"));

    [Theory]
    [InlineData(200)]
    [InlineData(100_000)]
    public void A_document_is_read_to_the_depth_that_libvirt_reads_it(int depth)
    {
        var xml = $"<domain><name>d</name>{string.Concat(Enumerable.Repeat("<a>", depth))}{string.Concat(Enumerable.Repeat("</a>", depth))}</domain>";
        if (depth < 256)
        {
            DomainDocument.Parse(xml).Name.ShouldBe("d");
        }
        else
        {
            Should.Throw<LibvirtXmlException>(() => DomainDocument.Parse(xml)).Problem.ShouldContain("deeper");
        }
    }

    private static void Fuzz(string document, Action<string> read)
    {
        var refused = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var broken = new Any(seed).Broken(document);
            try
            {
                read(broken);
            }
            catch (LibvirtXmlException named)
            {
                named.Place.ShouldNotBeEmpty();
                refused++;
            }
            catch (Exception other)
            {
                throw new InvalidOperationException($"seed {seed}: {other.GetType().Name}: {other.Message}", other);
            }
        }

        refused.ShouldBeInRange(Rounds / 10, Rounds - 1, "a fuzz that breaks nothing, or everything, tests nothing");
    }
}
