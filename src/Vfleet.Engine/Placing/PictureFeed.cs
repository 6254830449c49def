using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Placing;

/// <summary>Keeps the picture that placing looks at as the fleet is, and tells those who wait for a host's wishes.</summary>
internal sealed class PictureFeed : IStateWatcher
{
    /// <summary>The picture. Whoever uses it holds <see cref="Gate"/>.</summary>
    public FleetPicture Picture { get; } = new();

    /// <summary>One at a time.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Told when what is desired of a host changed.</summary>
    public Action<Guid>? Desired { get; set; }

    /// <summary>Told when a token changed.</summary>
    public Action<ApiToken>? TokenChanged { get; set; }

    public void Changing(Entry<Cluster>? before, Entry<Cluster>? after) => Update(before, after, (picture, item) => picture.Set(item), (picture, item) => picture.RemoveCluster(item.Id));

    public void Changing(Entry<Network>? before, Entry<Network>? after) => Update(before, after, (picture, item) => picture.Set(item), (picture, item) => picture.RemoveNetwork(item.Id));

    public void Changing(Entry<VnicProfile>? before, Entry<VnicProfile>? after) =>
        Update(before, after, (picture, item) => picture.Set(item), (picture, item) => picture.RemoveProfile(item.Id));

    public void Changing(Entry<FleetHost>? before, Entry<FleetHost>? after) => Update(before, after, (picture, item) => picture.Set(item), (picture, item) => picture.RemoveHost(item.Id));

    public void Changing(Entry<HostInventory>? before, Entry<HostInventory>? after) =>
        Update(before, after, (picture, item) => picture.Set(item), (picture, item) => picture.RemoveInventory(item.HostId));

    public void Changing(Entry<Vm>? before, Entry<Vm>? after) => Update(before, after, (picture, item) => picture.Set(item), (picture, item) => picture.RemoveVm(item.Id));

    // While the number of VFs is being changed, none of them is given away.
    public void Changing(Entry<VfsConfiguration>? before, Entry<VfsConfiguration>? after) => Update(
        before,
        after is { IsFrozen: true } ? after with { Value = after.Value with { IsUsed = false } } : after,
        (picture, item) => picture.Set(item),
        (picture, item) => picture.RemoveConfiguration(item.HostId, item.Pf));

    public void Changed(ApiToken? before, ApiToken? after) => TokenChanged?.Invoke(after ?? before!);

    public void Changed(DesiredMark? before, DesiredMark? after) => Desired?.Invoke((after ?? before!).HostId);

    public void Changed(StoredClaim claim)
    {
        lock (Gate)
        {
            if (claim.Claim is { } held)
            {
                Picture.SetClaim(held);
            }
            else
            {
                Picture.RemoveClaim(claim.Vf);
            }
        }
    }

    public void Changed(StoredUse use)
    {
        lock (Gate)
        {
            Picture.SetUse(use.HostId, use.MemoryMiB, (int)Math.Min(use.Cpus, int.MaxValue));
        }
    }

    private void Update<T>(Entry<T>? before, Entry<T>? after, Action<FleetPicture, T> set, Action<FleetPicture, T> remove)
        where T : class
    {
        lock (Gate)
        {
            if (after is not null)
            {
                set(Picture, after.Value);
            }
            else
            {
                remove(Picture, before!.Value);
            }
        }
    }
}
