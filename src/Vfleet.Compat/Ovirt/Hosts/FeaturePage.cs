using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>
/// The paths and words of oVirt's feature page SR-IOV: <c>/hosts/ID/nics/ID/vfsConfig/ID</c>. oVirt's engine came to others; both mean the same here.
/// </summary>
/// <param name="work">Waits for the host.</param>
/// <param name="time">The clock.</param>
internal sealed class FeaturePage(Work work, TimeProvider time)
{
    private const string Collection = "/hosts/{host}/nics/{nic}/vfsConfig";
    private const string One = Collection + "/{vfs}";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", Collection, AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = "vfs_config" },
        new("GET", One, AccessRole.Viewer, call => Task.FromResult(Get(call))),
        new("PUT", One, AccessRole.Admin, PutAsync),
        new("GET", One + "/networks", AccessRole.Viewer, call => Task.FromResult(Networks(call))) { Item = "network" },
        new("POST", One + "/networks", AccessRole.Admin, AddNetworkAsync),
        new("DELETE", One + "/networks/{network}", AccessRole.Admin, RemoveNetworkAsync),
        new("GET", One + "/labels", AccessRole.Viewer, call => Task.FromResult(Labels(call))) { Item = "network_label" },
        new("POST", One + "/labels", AccessRole.Admin, AddLabelAsync),
        new("DELETE", One + "/labels/{label}", AccessRole.Admin, RemoveLabelAsync),
    ];

    private static OvirtAnswer List(OvirtCall call)
    {
        if (!call.TryNic(out var host, out var nic, out var refusal))
        {
            return refusal;
        }

        var list = new Element("vfs_configs") { IsList = true };
        return OvirtAnswer.Of(nic.IsSriov ? list.Add(Show(host, nic)) : list);
    }

    private static OvirtAnswer Get(OvirtCall call) => TryNic(call, out var host, out var nic, out var refusal) ? OvirtAnswer.Of(Show(host!, nic!)) : refusal!;

    private async Task<OvirtAnswer> PutAsync(OvirtCall call)
    {
        if (!TryNic(call, out var host, out var nic, out var refusal))
        {
            return refusal!;
        }

        var reading = new ElementReading(call.Body);
        var (count, allNetworks) = (reading.Number("num_of_vfs"), reading.Truth("all_networks_allowed"));
        reading.Require("VfsConfig", "update", "num_of_vfs|all_networks_allowed");
        if (call.Body.Id is { } id && id != FleetKinds.Text(NicIds.OfVfsConfig(nic!.HostId, nic.Pf.Address)))
        {
            reading.Add(new Problem(ProblemCode.OptionsConflict, "the id cannot be changed", "send the id of the path, or none", "@id"));
        }

        if (reading.Fault is { } fault)
        {
            return fault;
        }

        if (!call.TryPf(out host, out nic, out refusal))
        {
            return refusal;
        }

        var wish = await VfsChanges.ConfigureAsync(call, host, nic, count, allNetworks);
        if (wish is PfWish.Begun { Result: ChangeResult<FleetOperation>.Done { Entry.Value: var operation } })
        {
            operation = call.IsAsync ? operation : await work.EndAsync(call, operation);
            if (operation.State == WorkState.Done)
            {
                await VfsChanges.SeenAsync(call, nic, count!.Value, time);
            }

            return operation.State switch
            {
                WorkState.Done => Get(call),
                WorkState.Failed or WorkState.Cancelled => Refusals.Of(operation),
                _ => Get(call) with { Status = 202 },
            };
        }

        return wish switch
        {
            PfWish.Begun { Result: var refused } => Refusals.Of(refused),
            PfWish.Written { Result: ChangeResult<VfsConfiguration>.Done } => Get(call),
            PfWish.Written { Result: var refused } => Refusals.Of(refused),
            _ => throw new InvalidOperationException($"unknown outcome {wish}"),
        };
    }

    private static OvirtAnswer Networks(OvirtCall call) => TryNic(call, out var host, out var nic, out var refusal)
        ? OvirtAnswer.Of(ListOf(host!, nic!))
        : refusal!;

    private static OvirtAnswer Labels(OvirtCall call) => TryNic(call, out var host, out var nic, out var refusal)
        ? OvirtAnswer.Of(LabelsOf(host!, nic!))
        : refusal!;

    private static async Task<OvirtAnswer> AddNetworkAsync(OvirtCall call)
    {
        if (!TryNic(call, out _, out _, out var unknown))
        {
            return unknown!;
        }

        var (network, refusal) = await AllowedNetworks.AddOneAsync(call);
        return refusal ?? OvirtAnswer.Made(AllowedNetworks.Item(network));
    }

    private static async Task<OvirtAnswer> RemoveNetworkAsync(OvirtCall call) => TryNic(call, out _, out _, out var refusal)
        ? call.Id("network") is { } network ? await AllowedNetworks.RemoveOneAsync(call, network) : OvirtAnswer.NotFound()
        : refusal!;

    private static async Task<OvirtAnswer> AddLabelAsync(OvirtCall call) => TryNic(call, out _, out var nic, out var refusal)
        ? await AllowedLabels.AddAsync(call, LabelsPath(nic!))
        : refusal!;

    private static async Task<OvirtAnswer> RemoveLabelAsync(OvirtCall call) => TryNic(call, out _, out _, out var refusal) ? await AllowedLabels.RemoveOneAsync(call) : refusal!;

    private static bool TryNic(OvirtCall call, out HostView? host, out HostNic? nic, out OvirtAnswer? refusal)
    {
        if (call.TryNic(out host, out nic, out refusal) && (!nic.IsSriov || call.Id("vfs") != NicIds.OfVfsConfig(nic.HostId, nic.Pf.Address)))
        {
            refusal = OvirtAnswer.NotFound();
        }

        return refusal is null;
    }

    private static Element Show(HostView host, HostNic nic)
    {
        var wanted = host.WantedOf(nic.Pf.Address);
        var id = FleetKinds.Text(NicIds.OfVfsConfig(nic.HostId, nic.Pf.Address));
        var href = $"{nic.Href}/vfsConfig/{id}";
        return new Element("vfs_config") { Id = id, Href = href }
            .Add("max_num_of_vfs", nic.Pf.MaxVfs)
            .Add("num_of_vfs", nic.Pf.NumVfs)
            .Add("all_networks_allowed", wanted.AllNetworksAllowed)
            .Add(new Element("host_nic") { Id = FleetKinds.Text(nic.Id), Href = nic.Href })
            .Add(ListOf(host, nic))
            .Add(LabelsOf(host, nic))
            .Link("networks", $"{href}/networks")
            .Link("labels", $"{href}/labels");
    }

    private static Element ListOf(HostView host, HostNic nic) => new Element("networks") { IsList = true }
        .AddAll(host.WantedOf(nic.Pf.Address).Networks.Select(AllowedNetworks.Item));

    private static Element LabelsOf(HostView host, HostNic nic) => new Element("network_labels") { IsList = true }
        .AddAll(host.WantedOf(nic.Pf.Address).Labels.Select(label => AllowedLabels.Item(nic, LabelsPath(nic), label)));

    private static string LabelsPath(HostNic nic) => $"vfsConfig/{FleetKinds.Text(NicIds.OfVfsConfig(nic.HostId, nic.Pf.Address))}/labels";
}
