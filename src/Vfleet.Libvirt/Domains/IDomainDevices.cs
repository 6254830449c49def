namespace Vfleet.Libvirt.Domains;

/// <summary>Devices of domains.</summary>
public interface IDomainDevices
{
    /// <summary>Adds a device.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="deviceXml">The device, for example an <c>interface</c> element.</param>
    /// <param name="scope">The running domain, its definition, or both.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns><see cref="Accepted"/> or <see cref="Refused"/>.</returns>
    Task<DeviceChange> AttachAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for a device to be removed. For a running domain this only asks the guest, without waiting: the device is
    /// gone when <see cref="Events.DeviceWatch"/> says so.
    /// </summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="alias">The device's alias.</param>
    /// <param name="scope">The running domain or its definition; libvirt does not promise both at once, so call twice.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns><see cref="Accepted"/> or <see cref="Refused"/>.</returns>
    Task<DeviceChange> DetachByAliasAsync(Guid domain, string alias, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for the device that a document describes to be removed. For a running domain libvirt waits up to 5 s
    /// for the guest and then returns as if done (libvirt <c>src/qemu/qemu_hotplug.c</c>): success does not mean gone.
    /// </summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="deviceXml">The device.</param>
    /// <param name="scope">The running domain, its definition, or both.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns><see cref="Accepted"/> or <see cref="Refused"/>.</returns>
    Task<DeviceChange> DetachAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>Changes a device. libvirt cannot change source, MAC or VLAN of a device that is a host's PCI function.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="deviceXml">The device as it is to be.</param>
    /// <param name="scope">The running domain, its definition, or both.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns><see cref="Accepted"/> or <see cref="Refused"/>.</returns>
    Task<DeviceChange> UpdateAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken);
}
