using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf forget</c>.</summary>
internal sealed class PfForgetCommand : LeafCommand
{
    private readonly Argument<string> _pf = Named.Pf();

    /// <summary>Makes the command.</summary>
    public PfForgetCommand()
        : base("forget", "forget what is kept of a physical function; the function itself stays as it is")
    {
        Arguments.Add(_pf);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Forgets what Vfleet would restore of a PF after a boot. The PF and its VFs stay as they are until then. What the host's document says of it is "
                + "applied again by the next 'vfleet apply', and by an agent that mends.",
            "It is refused while a VF of it is written down as given to a guest: take those back first ('vfleet vm detach', 'vfleet vf reset'). "
                + "Forwarding entries that Vfleet added stay and are nobody's then: 'vfleet pf fdb PF --clear' removes them before.",
        ],
        new Example("A card that is gone for good", "vfleet pf forget 0000:01:00.0"),
        new Example("Leave a PF to another tool from now on", "vfleet pf forget enp1s0f0"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var host = invocation.Open();
        var pf = KeptPfArgument.Read(invocation, _pf, host);
        var problems = invocation.Values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun: false));
        if (!problems.IsEmpty || pf is not { } address)
        {
            return invocation.Refuse(problems);
        }

        return host.Keeping.Forget(address) is { } problem
            ? invocation.Refuse(problem)
            : KeptReport.Tell(invocation, $"nothing is kept of {address} any more; it stays as it is until the next boot");
    }
}
