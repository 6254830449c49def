using System.Collections.Immutable;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.NodeDevices;

/// <summary>Host devices through the installed library.</summary>
internal sealed unsafe class NativeNodeDevices(Session session) : INodeDevices
{
    private const string ReadOperation = "read the document of a host device";

    public Task<ImmutableArray<NodeDeviceEntry>> ListAsync(NodeDeviceKinds kinds, CancellationToken cancellationToken) =>
        session.Gate.ReadAsync(() => List(kinds), cancellationToken);

    public Task<string?> FindXmlAsync(string name, CancellationToken cancellationToken) => session.Gate.ReadAsync(
        () =>
        {
            try
            {
                using var device = Lookup(name, ReadOperation);
                return NativeText.Owned(LastError.Check(NodeDeviceCalls.GetXml(device, 0), ReadOperation, name));
            }
            catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoNodeDevice)
            {
                return null;
            }
        },
        cancellationToken);

    public Task DetachAsync(string name, string? driver, CancellationToken cancellationToken) =>
        ChangeAsync(name, "detach a host device", device => NodeDeviceCalls.Detach(device, driver, 0), cancellationToken);

    public Task ReattachAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, "reattach a host device", NodeDeviceCalls.Reattach, cancellationToken);

    public Task ResetAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, "reset a host device", NodeDeviceCalls.Reset, cancellationToken);

    private Task ChangeAsync(string name, string operation, Func<NodeDeviceHandle, int> call, CancellationToken cancellationToken) =>
        session.Gate.ChangeAsync(
            () =>
            {
                using var device = Lookup(name, operation);
                LastError.Check(call(device), operation, name);
            },
            cancellationToken);

    private NodeDeviceHandle Lookup(string name, string operation) =>
        LastError.Check(NodeDeviceCalls.LookupByName(session.Handle, name), operation, name);

    private ImmutableArray<NodeDeviceEntry> List(NodeDeviceKinds kinds)
    {
        var count = NodeDeviceCalls.ListAll(session.Handle, out var devices, (uint)kinds);
        if (count < 0)
        {
            var failure = LastError.Take("list host devices", kinds.ToString());
            return failure.Code == LibvirtErrorCode.NotSupported ? [] : throw failure;
        }

        var handles = NativeText.OwnedObjects(devices, count, static owned => new NodeDeviceHandle(owned));
        var listed = ImmutableArray.CreateBuilder<NodeDeviceEntry>(count);
        foreach (var handle in handles)
        {
            using (handle)
            {
                if (Read(handle) is { } entry)
                {
                    listed.Add(entry);
                }
            }
        }

        listed.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return listed.ToImmutable();
    }

    private static NodeDeviceEntry? Read(NodeDeviceHandle handle)
    {
        var name = NativeText.Borrowed(LastError.Check(NodeDeviceCalls.GetName(handle), "read the name of a host device", "host device"));
        try
        {
            return new(name, NativeText.Owned(LastError.Check(NodeDeviceCalls.GetXml(handle, 0), ReadOperation, name)));
        }
        catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoNodeDevice)
        {
            return null;
        }
    }
}
