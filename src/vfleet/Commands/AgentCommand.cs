using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Host;
using Vfleet.Host.Agent;
using Vfleet.Link;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet agent</c>.</summary>
internal sealed class AgentCommand : LeafCommand
{
    private const int WorkAtOnce = 16;

    private readonly Option<string?> _document = Named.Document();

    /// <summary>Makes the command.</summary>
    public AgentCommand()
        : base("agent", "look after this host until stopped: restore, finish, mend or report")
    {
        Options.Add(_document);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Runs until it is stopped; the systemd unit vfleet-agent starts it at boot (systemctl enable --now vfleet-agent). It finishes or undoes what a kill or a power cut interrupted, "
                + "restores what is kept of each PF, and puts back VFs whose guest has ended.",
            "When other hands change a PF, it makes it so again (drift: mend in the host's document) or reports it (drift: report, the default). With mend "
                + "it follows the document as you edit it; with report it only tells that 'vfleet apply' is due.",
            "On a host that has joined a fleet ('vfleet join') it also tells the engine what the host is, and brings about the numbers of VFs that the fleet decides. "
                + "Without the engine the host is kept as last desired.",
            "It sleeps until the kernel, libvirt or a file tells it something. It and 'vfleet' by hand never change one function at the same time. "
                + "'vfleet status' shows what it knows.",
            "There is one agent on a host. To run it by hand, which with --verbose also tells what wakes it, stop the unit first: systemctl stop vfleet-agent.",
        ],
        new Example("Run it here, to see what it does", "vfleet agent --verbose"),
        new Example("With a document of another place", "vfleet agent --file /srv/host.yaml"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var problems = invocation.Values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun: false));
        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        var around = invocation.Around;
        var options = new AgentOptions { RunDirectory = around.RunDirectory, StateDirectory = around.StateDirectory };
        options = invocation.Values.Text(_document) is { } document ? options with { Document = Path.GetFullPath(document) } : options;
        var manager = new SystemdNotices(around.Environment("NOTIFY_SOCKET"));
        var log = new AgentLog(invocation.Error, around.Environment("JOURNAL_STREAM") is { Length: > 0 }, invocation.IsVerbose, manager);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Every piece of work waits for the kernel or for libvirt on a thread of its own; the pool adds those it lacks only by and by.
        ThreadPool.SetMinThreads(Math.Max(WorkAtOnce, Environment.ProcessorCount), Environment.ProcessorCount);
        await using var readings = new SharedReadings(invocation.Open);
        IHost Open() => invocation.Open(readings);
        await using var fleet = new LinkedFleet(new LinkSurroundings
        {
            Open = Open,
            Log = log,
            StateDirectory = around.StateDirectory,
            RunDirectory = around.RunDirectory,
            Time = around.Time,
        });
        using (around.Signals.Take(_ => stop.Cancel()))
        {
            var problem = await new HostAgent(Open, options, log, around.Time, fleet).RunAsync(stop.Token);
            manager.Stopping();
            return problem is null ? ExitCodes.Ok : invocation.Refuse(problem);
        }
    }
}
