using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>PFs that allow the same networks and are the same for every tag. Most fleets have a few dozen of them.</summary>
internal sealed class PfClass(int ordinal, VfsConfiguration configuration, InventoryPf pf)
{
    private ulong[] _allowed = [];

    /// <summary>Its number in the picture, from 0.</summary>
    public int Ordinal => ordinal;

    /// <summary>The networks that may use VFs of such PFs, by ordinal.</summary>
    public ulong[] Allowed => _allowed;

    /// <summary>How many networks those are.</summary>
    public int AllowedCount { get; private set; }

    public string? PhysicalNetwork => configuration.PhysicalNetwork;

    /// <summary>Vendor and device id of the VFs; while there are none, empty.</summary>
    public string VendorDevice => pf.VfVendorDevice;

    public string Model => pf.Model;

    /// <summary>What people say counts before what the driver says; unknown is no.</summary>
    public bool IsTrusted => configuration.Trusted ?? pf.CanTrust ?? false;

    public bool IsLiveMigratable => pf.IsLiveMigratable;

    /// <summary>What all PFs of a class have in common, as text.</summary>
    public static string KeyOf(VfsConfiguration configuration, InventoryPf pf)
    {
        const char Between = '\u001f';
        var networks = configuration.AllNetworksAllowed ? "*"
            : $"{string.Join(Between, configuration.Networks.Distinct().Order())}{Between}{Between}{string.Join(Between, configuration.Labels.Order(StringComparer.Ordinal))}";
        var trusted = configuration.Trusted ?? pf.CanTrust ?? false;
        return $"{networks}\n{configuration.PhysicalNetwork ?? "\u001e"}\n{trusted}\n{pf.IsLiveMigratable}\n{pf.VfVendorDevice}\n{pf.Model}";
    }

    /// <summary>Looks again whether a network is allowed.</summary>
    /// <param name="networkOrdinal">The network's ordinal.</param>
    /// <param name="network">The network; null when it is gone.</param>
    public void Judge(int networkOrdinal, Network? network)
    {
        var allows = network is { IsVmNetwork: true } && configuration.Allows(network);
        if (allows == Bits.Has(_allowed, networkOrdinal))
        {
            return;
        }

        if (allows)
        {
            Bits.Add(ref _allowed, networkOrdinal);
        }
        else
        {
            Bits.Write(_allowed, networkOrdinal, false);
        }

        AllowedCount += allows ? 1 : -1;
    }
}
