using System.Xml.Linq;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>Devices in and out of fake domains, with the refusals that the real libvirt gives.</summary>
internal static class FakeHotPlug
{
    internal static DeviceChange Attach(FakeHypervisor host, FakeDomain domain, string xml, DomainScope scope)
    {
        if (Missing(domain, scope) is { } missing)
        {
            return missing;
        }

        var device = XElement.Parse(xml);
        if (Parse(xml, device) is not { } parsed)
        {
            return new Refused(RefusalReason.BadDocument, $"not a device that the fake knows: {device.Name}");
        }

        if (parsed.Alias is { } alias && (domain.Live?.DeviceXml(alias) ?? domain.Config?.DeviceXml(alias)) is not null && HasAlias(domain, scope, alias))
        {
            return new Refused(RefusalReason.AlreadyPresent, $"non unique alias detected: {alias}");
        }

        return scope.HasFlag(DomainScope.Live) ? AttachLive(host, domain, parsed, scope) : AttachConfig(domain, parsed);
    }

    internal static DeviceChange Detach(FakeHypervisor host, FakeDomain domain, string alias, DomainScope scope)
    {
        if (Missing(domain, scope) is { } missing)
        {
            return missing;
        }

        if (!HasAlias(domain, scope, alias))
        {
            return new Refused(RefusalReason.NoSuchDevice, $"no device found with alias {alias}");
        }

        if (scope.HasFlag(DomainScope.Config))
        {
            domain.Config = domain.Config!.WithoutDevice(alias);
        }

        if (scope.HasFlag(DomainScope.Live) && domain.Unplug != GuestUnplug.Silent)
        {
            Answer(host, domain, alias, domain.Unplug);
        }

        return Accepted.Instance;
    }

    internal static void Answer(FakeHypervisor host, FakeDomain domain, string alias, GuestUnplug answer)
    {
        if (answer == GuestUnplug.LetsGo)
        {
            domain.Live = domain.Live?.WithoutDevice(alias);
            host.Events.Publish(DomainEventKinds.Devices, new DeviceRemovedEvent(domain.Uuid, domain.Name, alias));
        }
        else if (answer == GuestUnplug.Refuses)
        {
            host.Events.Publish(DomainEventKinds.Devices, new DeviceRemovalFailedEvent(domain.Uuid, domain.Name, alias));
        }
    }

    private static DeviceChange AttachLive(FakeHypervisor host, FakeDomain domain, ParsedDevice device, DomainScope scope)
    {
        var (live, refused) = Resolve(host, device);
        if (refused is not null)
        {
            return refused;
        }

        if (live!.Function is { } function && Holder(host, function) is { } holder)
        {
            return new Refused(RefusalReason.FunctionInUse, $"PCI device {function} is in use by driver QEMU, domain {holder.Name}");
        }

        var alias = live.Alias ?? $"{(live.Interface is null ? "hostdev" : "net")}{domain.Live!.Interfaces.Length + domain.Live.HostDevices.Length}";
        domain.Live = live.AddTo(domain.Live!, alias);
        if (scope.HasFlag(DomainScope.Config))
        {
            AttachConfig(domain, device);
        }

        host.Events.Publish(DomainEventKinds.Devices, new DeviceAddedEvent(domain.Uuid, domain.Name, alias));
        return Accepted.Instance;
    }

    private static Accepted AttachConfig(FakeDomain domain, ParsedDevice device)
    {
        domain.Config = device.AddTo(domain.Config!, device.Alias);
        return Accepted.Instance;
    }

    // An interface on a pool gets the first function of the pool that no running domain has, as libvirt chooses.
    private static (ParsedDevice? Device, Refused? Refused) Resolve(FakeHypervisor host, ParsedDevice device)
    {
        if (device.Interface?.Source is not NetworkSource source || !host.Networks.TryGetValue(source.Network, out var network))
        {
            return (device, null);
        }

        var forward = NetworkDefinition.Parse(network.Xml).Forward;
        if (forward is not { Mode: NetworkForward.HostDeviceMode })
        {
            return (device, null);
        }

        foreach (var function in forward.Functions)
        {
            if (Holder(host, function) is null)
            {
                var given = new FunctionSource(function, forward.Managed ?? false, forward.Driver ?? "vfio", forward.DriverModel);
                return (device with { Interface = device.Interface with { Source = given } }, null);
            }
        }

        return (null, new Refused(
            RefusalReason.PoolExhausted, $"network '{source.Network}' requires exclusive access to interfaces, but none are available"));
    }

    private static FakeDomain? Holder(FakeHypervisor host, PciAddress function) => host.Domains.FirstOrDefault(one => one.Live?.Uses(function) == true);

    private static bool HasAlias(FakeDomain domain, DomainScope scope, string alias) =>
        (scope.HasFlag(DomainScope.Live) && domain.Live?.DeviceXml(alias) is not null)
        || (scope.HasFlag(DomainScope.Config) && domain.Config?.DeviceXml(alias) is not null);

    private static Refused? Missing(FakeDomain domain, DomainScope scope)
    {
        if (scope.HasFlag(DomainScope.Live) && domain.Live is null)
        {
            return new Refused(RefusalReason.NotRunning, "domain is not running");
        }

        return scope.HasFlag(DomainScope.Config) && domain.Config is null
            ? new Refused(RefusalReason.NotPersistent, "transient domains do not have any persistent config")
            : null;
    }

    private static ParsedDevice? Parse(string xml, XElement device) => device.Name.LocalName switch
    {
        "interface" => new(DomainInterface.Parse(xml), HostDevice: null),
        "hostdev" => new(Interface: null, PciHostDevice.Parse(xml)),
        _ => null,
    };

    private sealed record ParsedDevice(DomainInterface? Interface, PciHostDevice? HostDevice)
    {
        internal string? Alias => Interface?.Alias ?? HostDevice?.Alias;

        internal PciAddress? Function => Interface is not null ? Interface.Function : HostDevice!.Address;

        internal DomainDocument AddTo(DomainDocument document, string? alias) => Interface is not null
            ? document.WithInterface(Interface with { Alias = alias })
            : document.WithHostDevice(HostDevice! with { Alias = alias });
    }
}
