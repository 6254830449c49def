using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>The action <c>updatevirtualfunctionsconfiguration</c> of a PF.</summary>
/// <param name="work">Waits for the host.</param>
/// <param name="time">The clock.</param>
internal sealed class VfsUpdate(Work work, TimeProvider time)
{
    private const string Configuration = "virtual_functions_configuration";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
        [new("POST", "/hosts/{host}/nics/{nic}/updatevirtualfunctionsconfiguration", AccessRole.Admin, UpdateAsync) { IsAction = true }];

    private async Task<OvirtAnswer> UpdateAsync(OvirtCall call)
    {
        if (!call.TryHost(out var host, out var refusal))
        {
            return refusal;
        }

        // What is missing is told before anything is looked for, as oVirt does.
        var reading = new ElementReading(call.Body);
        var (count, allNetworks) = (reading.Number($"{Configuration}/number_of_virtual_functions"), reading.Truth($"{Configuration}/all_networks_allowed"));
        reading.Require("Action", "updateVirtualFunctionsConfiguration", $"{Configuration}/number_of_virtual_functions|{Configuration}/all_networks_allowed");
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        if (HostNic.Find(host.Inventory?.Value, call.Id("nic")) is { IsSriov: false } other)
        {
            return OvirtAnswer.Refuse(405, "Attempt to configure SR-IOV properties on a NIC that does not support that.", FleetKinds.Text(other.Id));
        }

        if (!call.TryPf(out host, out var pf, out refusal))
        {
            return refusal;
        }

        var wish = await VfsChanges.ConfigureAsync(call, host, pf, count, allNetworks);
        if (wish is PfWish.Written { Result: var written })
        {
            return written is ChangeResult<VfsConfiguration>.Done ? OvirtAnswer.Complete() : Refusals.Of(written);
        }

        var answer = await work.AnswerAsync(call, ((PfWish.Begun)wish).Result);
        if (answer is OvirtAnswer.Document { Status: 200 } && !call.IsAsync)
        {
            await VfsChanges.SeenAsync(call, pf, count!.Value, time);
        }

        return answer;
    }
}
