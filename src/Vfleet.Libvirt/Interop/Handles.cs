using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>A reference to an object of the library, given back when the handle goes.</summary>
internal abstract class LibvirtHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class ConnectHandle : LibvirtHandle
{
    // virConnectClose returns the references that are left; only -1 is a failure.
    protected override bool ReleaseHandle() => ConnectionCalls.Close(handle) >= 0;
}

internal sealed class DomainHandle : LibvirtHandle
{
    public DomainHandle()
    {
    }

    internal DomainHandle(nint owned) => SetHandle(owned);

    protected override bool ReleaseHandle() => DomainCalls.Free(handle) == 0;
}

internal sealed class NetworkHandle : LibvirtHandle
{
    public NetworkHandle()
    {
    }

    internal NetworkHandle(nint owned) => SetHandle(owned);

    protected override bool ReleaseHandle() => NetworkCalls.Free(handle) == 0;
}

internal sealed class NetworkPortHandle : LibvirtHandle
{
    internal NetworkPortHandle(nint owned) => SetHandle(owned);

    protected override bool ReleaseHandle() => NetworkCalls.FreePort(handle) == 0;
}

internal sealed class NodeDeviceHandle : LibvirtHandle
{
    public NodeDeviceHandle()
    {
    }

    internal NodeDeviceHandle(nint owned) => SetHandle(owned);

    protected override bool ReleaseHandle() => NodeDeviceCalls.Free(handle) == 0;
}
