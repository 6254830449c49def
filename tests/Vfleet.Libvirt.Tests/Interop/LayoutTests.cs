using System.Runtime.InteropServices;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Tests.Interop;

/// <summary>Sizes and offsets as the C compiler gives them for the headers of libvirt 9.0 on 64 bits.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void An_error_has_the_layout_of_virError()
    {
        Marshal.SizeOf<NativeError>().ShouldBe(80);
        Offset<NativeError>(nameof(NativeError.Message)).ShouldBe(8);
        Offset<NativeError>(nameof(NativeError.Level)).ShouldBe(16);
        Offset<NativeError>(nameof(NativeError.Number1)).ShouldBe(64);
    }

    [Fact]
    public void A_size_has_the_layout_of_virDomainInfo()
    {
        Marshal.SizeOf<NativeDomainSize>().ShouldBe(40);
        Offset<NativeDomainSize>(nameof(NativeDomainSize.CurrentKiB)).ShouldBe(16);
        Offset<NativeDomainSize>(nameof(NativeDomainSize.VirtualCpus)).ShouldBe(24);
        Offset<NativeDomainSize>(nameof(NativeDomainSize.CpuNanoseconds)).ShouldBe(32);
    }

    [Fact]
    public void Traffic_has_the_layout_of_virDomainInterfaceStats() => Marshal.SizeOf<NativeInterfaceTraffic>().ShouldBe(64);

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
