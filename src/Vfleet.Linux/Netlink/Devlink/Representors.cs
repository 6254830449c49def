using System.Globalization;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>Finds which link stands for which VF.</summary>
public static class Representors
{
    /// <summary>From devlink ports: those of flavour "PCI VF" of this host that have a link.</summary>
    /// <param name="ports">Ports of the PF's device.</param>
    /// <param name="pfNumber">Number of the PF in the card, or null when the device has one PF only.</param>
    /// <returns>The representors, in the order of the VF index.</returns>
    public static IReadOnlyList<Representor> Of(IEnumerable<DevlinkPort> ports, int? pfNumber = null)
    {
        ArgumentNullException.ThrowIfNull(ports);
        var found =
            from port in ports
            where port.Flavour == DevlinkPortFlavour.PciVf && !port.IsExternal && port.LinkIndex > 0 && port.VfNumber is not null
            where pfNumber is null || port.PfNumber == pfNumber
            orderby port.VfNumber
            select new Representor(port.VfNumber.GetValueOrDefault(), port.LinkIndex.GetValueOrDefault(), port.LinkName ?? "");
        return [.. found];
    }

    /// <summary>
    /// From links alone, for drivers that report no port flavours: same switch id as the PF, and a port name such as <c>pf0vf3</c>
    /// (<c>c1pf0vf3</c> belongs to another host's controller), or just the VF's number as old drivers have it.
    /// </summary>
    /// <param name="links">All links.</param>
    /// <param name="pf">The PF's link.</param>
    /// <returns>The representors, in the order of the VF index.</returns>
    public static IReadOnlyList<Representor> Of(IEnumerable<Link> links, Link pf)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(pf);
        if (pf.PhysSwitchId is null)
        {
            return [];
        }

        var ports = (
            from link in links
            where string.Equals(link.PhysSwitchId, pf.PhysSwitchId, StringComparison.Ordinal)
            let name = PortName.Parse(link.PhysPortName)
            where name is not null
            select (Link: link, Name: name.Value)).ToList();

        // The number of an uplink is that of its connector. Drivers number connectors and PFs alike where PFs share a switch (mlx5 as a
        // bond), but not everywhere (netdevsim has p1 beside pf0vf0); so it only counts where there are several uplinks.
        var pfNumber = ports.Count(port => port.Name.Vf is null) > 1 ? PortName.Parse(pf.PhysPortName)?.Pf : null;
        var found =
            from port in ports
            where port.Link.Index != pf.Index && port.Name.Vf is not null
            where pfNumber is null || port.Name.Pf is null || port.Name.Pf == pfNumber
            orderby port.Name.Vf
            select new Representor(port.Name.Vf.GetValueOrDefault(), port.Link.Index, port.Link.Name);
        return [.. found];
    }

    /// <summary>
    /// A port name that devlink or a driver gives: <c>p1</c> or <c>pf1</c> for an uplink, <c>pf1vf3</c> for a VF, behind <c>c0</c> for this
    /// host's controller; or only digits, for a VF (net/devlink/port.c, __devlink_port_phys_port_name_get).
    /// </summary>
    private readonly record struct PortName(int? Pf, int? Vf)
    {
        public static PortName? Parse(ReadOnlySpan<char> name)
        {
            if (TryNumber(ref name, out var alone))
            {
                return name.IsEmpty ? new PortName(null, alone) : null;
            }

            Skip(ref name, "c0");
            if (!Skip(ref name, "p"))
            {
                return null;
            }

            Skip(ref name, "f");
            if (!TryNumber(ref name, out var pf))
            {
                return null;
            }

            if (name.IsEmpty)
            {
                return new PortName(pf, null);
            }

            return Skip(ref name, "vf") && TryNumber(ref name, out var vf) && name.IsEmpty ? new PortName(pf, vf) : null;
        }

        private static bool Skip(ref ReadOnlySpan<char> name, string prefix)
        {
            var there = name.StartsWith(prefix, StringComparison.Ordinal);
            name = there ? name[prefix.Length..] : name;
            return there;
        }

        /// <summary>Up to five digits: PFs and VFs are numbered in 16 bits.</summary>
        private static bool TryNumber(ref ReadOnlySpan<char> name, out int number)
        {
            var digits = name.IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? name.Length : digits;
            number = 0;
            if (digits is 0 or > 5)
            {
                return false;
            }

            number = int.Parse(name[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            name = name[digits..];
            return true;
        }
    }
}
