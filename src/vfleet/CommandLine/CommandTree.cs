using System.CommandLine;
using Vfleet.Cli.Commands;
using Vfleet.Cli.Commands.Fleet;
using Vfleet.Cli.Commands.Pf;
using Vfleet.Cli.Commands.Vf;
using Vfleet.Cli.Commands.Vm;
using Vfleet.Cli.Help;

namespace Vfleet.Cli.CommandLine;

/// <summary>All commands.</summary>
internal sealed class CommandTree
{
    // '@file' is no response file here (a guest may be called so), and '-xy' is not '-x -y'.
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Makes the tree.</summary>
    /// <param name="args">What will be read; of the commands about the fleet those are left out then that cannot be meant. Null for all.</param>
    public CommandTree(string[]? args = null)
    {
        Root = new VfleetCommand();
        Root.Options.Clear();
        Root.Directives.Clear();
        foreach (var option in Globals.All)
        {
            if (option is Option<bool>)
            {
                option.Arity = ArgumentArity.Zero;
            }

            Root.Options.Add(option);
        }

        Root.Subcommands.Add(new GroupCommand(
            "pf",
            "physical functions: list them, change the number of their virtual functions",
            new ManPage(["Physical functions (PFs): the ports of a card as the host sees them, which make virtual functions."], new Example("What is there", "vfleet pf list")),
            new PfListCommand(),
            new PfShowCommand(),
            new PfSetCommand(),
            new PfFdbCommand(),
            new PfKeptCommand(),
            new PfForgetCommand(),
            new PfMoveCommand()));
        Root.Subcommands.Add(new GroupCommand(
            "vf",
            "virtual functions: list, configure, reset and bind them",
            new ManPage(["Virtual functions (VFs): slices of a card that can be given to guests."], new Example("Who has what", "vfleet vf list")),
            new VfListCommand(),
            new VfShowCommand(),
            new VfSetCommand(),
            new VfResetCommand(),
            new VfBindCommand()));
        Root.Subcommands.Add(new GroupCommand(
            "vm",
            "libvirt guests of this host, and VMs of the fleet: give them virtual functions and take them back",
            new ManPage(
                [
                    "'list', 'attach' and 'detach' are about libvirt guests of this host and the virtual functions they have. The others are about VMs of the fleet, "
                        + "and ask its engine; 'list --fleet' lists those.",
                ],
                new Example("Guests of this host and their functions", "vfleet vm list"),
                new Example("VMs of the fleet and where they are", "vfleet vm list --fleet"),
                new Example("Choose a host and VFs for one", "vfleet vm place web1")),
            [new VmListCommand(), new VmAttachCommand(), new VmDetachCommand(), .. FleetGroups.Vms]));
        Root.Subcommands.Add(new PlanCommand());
        Root.Subcommands.Add(new ApplyCommand());
        Root.Subcommands.Add(new RestoreCommand());
        Root.Subcommands.Add(new AgentCommand());
        Root.Subcommands.Add(new StatusCommand());
        Root.Subcommands.Add(new JoinCommand());
        Root.Subcommands.Add(new LeaveCommand());
        Root.Subcommands.Add(new DoctorCommand());
        Root.Subcommands.Add(new CaptureCommand());
        Root.Subcommands.Add(new WatchCommand());
        if (!IsOfThisHost(args))
        {
            AddFleet();
        }

        Root.Subcommands.Add(new CompletionCommand());
        Root.Subcommands.Add(new HelpCommand(Globals));
        Root.Subcommands.Add(new VersionCommand());
    }

    /// <summary>The root.</summary>
    public RootCommand Root { get; }

    /// <summary>The options that every command has.</summary>
    public GlobalOptions Globals { get; } = new();

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    public ParseResult Parse(string[] args) => Root.Parse(args, Configuration);

    // Commands that are not meant would only cost time to make, which a command about this host has little of.
    private bool IsOfThisHost(string[]? args) =>
        args is [var first, ..] && (first == "version" || Root.Subcommands.Any(command => command.Name == first));

    private void AddFleet()
    {
        foreach (var group in FleetGroups.All)
        {
            Root.Subcommands.Add(group);
        }

        Root.Subcommands.Add(new ExplainCommand());
        Root.Subcommands.Add(new LoginCommand());
        Root.Subcommands.Add(new LogoutCommand());
    }

    private sealed class VfleetCommand() : RootCommand("manage SR-IOV virtual functions of KVM hosts and fleets of them"), IHasPage
    {
        /// <inheritdoc/>
        public ManPage Page => new(
            [
                "vfleet shows the SR-IOV functions of this host, creates virtual functions, and gives them to libvirt guests with the MAC, VLAN and "
                    + "other settings you name. Whatever it changes it plans first (--dry-run shows the plan), undoes when a step fails, and "
                    + "puts back when the guest is done.",
                "Functions are named by netdev (enp1s0f0) or PCI address (0000:01:00.0), virtual functions by their PF and index (enp1s0f0/3) or "
                    + "by their own address (0000:01:10.6).",
                "Commands about hosts, networks, profiles, vNICs, placements, events and operations act on a fleet of hosts through its engine, after 'vfleet login'. "
                    + "'vfleet pf' and 'vfleet vf' do so with --host.",
            ],
            new Example("What is there", "vfleet pf list"),
            new Example("Four VFs for guests", "vfleet pf set enp1s0f0 --vfs 4 --driver vfio --up"),
            new Example("One of them to a guest, in VLAN 100", "vfleet vm attach web1 enp1s0f0 --vlan 100"),
            new Example("Who has what", "vfleet vf list"),
            new Example("Why it does not work", "vfleet doctor"),
            new Example("Every host of a fleet", "vfleet host list"),
            new Example("Take it back, leaving nothing of the guest on it", "vfleet vm detach web1 enp1s0f0/0"));
    }
}
