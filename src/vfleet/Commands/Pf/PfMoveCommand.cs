using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf move</c>.</summary>
internal sealed class PfMoveCommand : LeafCommand
{
    private readonly Argument<string> _from = new("FROM") { Description = "The PCI address that the card had, or its name then." };
    private readonly Argument<string> _to = new("TO") { Description = "The PCI address that it has now." };

    /// <summary>Makes the command.</summary>
    public PfMoveCommand()
        : base("move", "let what is kept of a card follow it to its new address")
    {
        Arguments.Add(_from);
        Arguments.Add(_to);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Bus numbers move when cards are added or slots change. What is kept is kept for an address, so it does not follow by itself; this lets it. Neither "
                + "function is touched: 'vfleet restore' or the agent does the rest. Guests whose configuration names VFs by their old "
                + "address must be changed too.",
            "It is refused while a VF of the old address is written down as given to a guest, and when something is kept of the new one already "
                + "('vfleet pf forget' forgets that).",
        ],
        new Example("The card is at another address now", "vfleet pf move 0000:01:00.0 0000:02:00.0"),
        new Example("Then make it what is kept", "vfleet restore"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var host = invocation.Open();
        var from = KeptPfArgument.Read(invocation, _from, host);
        var to = KeptPfArgument.Read(invocation, _to, host);
        var problems = invocation.Values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun: false));
        if (!problems.IsEmpty || from is not { } old || to is not { } now)
        {
            return invocation.Refuse(problems);
        }

        return host.Keeping.Move(old, now) is { } problem
            ? invocation.Refuse(problem)
            : KeptReport.Tell(invocation, $"what was kept of {old} is kept of {now} now; 'vfleet restore' makes it so");
    }
}
