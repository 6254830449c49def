using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Commands.Fleet.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Vms;

/// <summary><c>vfleet vm add</c>: makes a VM, and starts it when that is wanted.</summary>
internal sealed class VmAddCommand : AddResourceCommand<VmResource>
{
    private readonly Option<bool> _start = new("--start") { Description = "Start it when it is made." };
    private readonly Option<bool> _wait = WorkCommand.WaitOption();

    /// <summary>Makes the command.</summary>
    public VmAddCommand()
        : base("vm", VmResources.Vms)
    {
        Options.Add(_start);
        Options.Add(_wait);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Makes a VM. It starts from its first disk, or straight into a kernel; disks and kernels are files that its host has. With --user-data or --network-config it gets a seed "
                + "image for cloud-init, made by its host. Each --nic is a vNIC with a profile; 'vfleet nic add' gives more choice.",
            "With --start it is started at once. When that fails the VM is there all the same, and 'vfleet vm start' tries again.",
        ],
        new Example("From nothing to a running VM", "vfleet vm add web1 --memory 2048 --disk /srv/vms/web1.qcow2,format=qcow2 --user-data web1.yaml --nic red/fast --start --wait"),
        new Example("Straight into a kernel", "vfleet vm add tiny --kernel /srv/vms/vmlinuz --initrd /srv/vms/initrd --cmdline console=ttyS0 --nic red/fast"),
        new Example("Only whether it could be", "vfleet vm add web1 --cluster rack4 --cpus 4 --memory 8192 --dry-run"));

    /// <inheritdoc/>
    protected override bool Lasts(Invocation invocation) => invocation.Values.Flag(_wait);

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun)
    {
        var values = invocation.Values;
        if (values.Flag(_start) && dryRun)
        {
            values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "--start and --dry-run: what is not there cannot be started", "leave --start out; afterwards 'vfleet vm start --dry-run' shows the plan", "start"));
        }

        if (values.Flag(_wait) && !values.Flag(_start))
        {
            values.Refuse(new Problem(ProblemCode.OptionsConflict, "--wait is of use with --start only", "give --start too, or leave --wait out", "wait"));
        }

        return base.Read(invocation, dryRun);
    }

    /// <inheritdoc/>
    protected override async Task<Func<int>> ThenAsync(Invocation invocation, EngineClient engine, VmResource added, bool dryRun, CancellationToken cancellationToken)
    {
        if (!invocation.Values.Flag(_start))
        {
            return await base.ThenAsync(invocation, engine, added, dryRun, cancellationToken);
        }

        if (!invocation.IsJson)
        {
            invocation.Error.Line($"VM {invocation.Error.Paint(added.Name ?? "", Tone.Plain)} added");
        }

        var operation = await engine.WorkOfVm(added.Id?.ToString() ?? added.Name!).StartAsync(new StartRequest(), dryRun: false, cancellationToken);
        return await WorkCommand.FollowAsync(invocation, engine, operation, invocation.Values.Flag(_wait), cancellationToken);
    }
}
