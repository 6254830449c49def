namespace Vfleet.Domain.Fleet.Comparing;

/// <summary>Which guest has which VF, by what a host reports of its PFs and of its guests' devices.</summary>
internal sealed class VfUsers
{
    private readonly ComparedHost _host;
    private readonly Dictionary<VfKey, Guid> _users = [];

    public VfUsers(ComparedHost host)
    {
        _host = host;
        foreach (var pf in host.Inventory.Pfs)
        {
            foreach (var vf in pf.Vfs)
            {
                // A guest that does not run but is configured with a VF is told of too: it is nobody's while it does not run.
                if (vf.Guest is { } guest && host.Inventory.Guests.FirstOrDefault(one => one.Id == guest) is not { IsRunning: false })
                {
                    _users[new VfKey(host.Host.Id, pf.Address, vf.Index)] = guest;
                }
            }
        }

        foreach (var guest in host.Inventory.Guests.Where(guest => guest.IsRunning))
        {
            foreach (var nic in guest.Nics.IsDefault ? [] : guest.Nics)
            {
                if (nic is { Pf: { } pf, Vf: { } index })
                {
                    _users.TryAdd(new VfKey(host.Host.Id, pf, index), guest.Id);
                }
            }
        }
    }

    public IReadOnlyDictionary<VfKey, Guid> All => _users;

    public Guid? Of(VfKey vf) => _users.TryGetValue(vf, out var guest) ? guest : null;

    public string NameOf(Guid guest) => $"the guest {_host.Inventory.Guests.FirstOrDefault(one => one.Id == guest)?.Name ?? guest.ToString("D")}";
}
