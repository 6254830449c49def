using System.Runtime.InteropServices;
using Vfleet.Lab.Interop;

namespace Vfleet.Lab.Tests.Network;

public sealed class TunDeviceTests
{
    [Fact]
    public void The_structures_have_the_sizes_of_the_kernel_s()
    {
        Marshal.SizeOf<TunDevice.InterfaceRequest>().ShouldBe(40);
        Marshal.SizeOf<TunDevice.PollRequest>().ShouldBe(8);
    }
}
