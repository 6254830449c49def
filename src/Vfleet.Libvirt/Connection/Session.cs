using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Connection;

/// <summary>What the parts of one native connection share.</summary>
internal sealed record Session(ConnectHandle Handle, CallGate Gate, LibvirtVersion LibraryVersion, LibvirtVersion DaemonVersion);
