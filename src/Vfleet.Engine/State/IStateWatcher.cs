using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Storage;

namespace Vfleet.Engine.State;

/// <summary>Told what changed in the fleet, in order, by the one thread that writes. A new thing has no before, one that is gone no after. "Changing" is told just before others can see the change, "changed" just after.</summary>
internal interface IStateWatcher
{
    /// <summary>A cluster changes.</summary>
    void Changing(Entry<Cluster>? before, Entry<Cluster>? after);

    /// <summary>A network changes.</summary>
    void Changing(Entry<Network>? before, Entry<Network>? after);

    /// <summary>A profile changes.</summary>
    void Changing(Entry<VnicProfile>? before, Entry<VnicProfile>? after);

    /// <summary>A host changes.</summary>
    void Changing(Entry<FleetHost>? before, Entry<FleetHost>? after);

    /// <summary>A host reports something new.</summary>
    void Changing(Entry<HostInventory>? before, Entry<HostInventory>? after);

    /// <summary>What people want of a PF's VFs changes.</summary>
    void Changing(Entry<VfsConfiguration>? before, Entry<VfsConfiguration>? after);

    /// <summary>A VM changes.</summary>
    void Changing(Entry<Vm>? before, Entry<Vm>? after);

    /// <summary>A token changed.</summary>
    void Changed(ApiToken? before, ApiToken? after);

    /// <summary>What is desired of a host changed.</summary>
    void Changed(DesiredMark? before, DesiredMark? after);

    /// <summary>A VF was claimed, or its claim ended.</summary>
    void Changed(StoredClaim claim);

    /// <summary>What VMs have of a host changed.</summary>
    void Changed(StoredUse use);
}
