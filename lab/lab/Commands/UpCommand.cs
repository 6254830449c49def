using System.CommandLine;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab up</c>: starts a lab and waits until its hosts take commands.</summary>
internal static class UpCommand
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var hosts = new Option<int>("--hosts") { Description = "How many hosts, 1-9", DefaultValueFactory = _ => 1 };
        var pfs = new Option<int>("--pfs") { Description = "SR-IOV NICs of each host, 1-4", DefaultValueFactory = _ => 2 };
        var variant = new Option<string>("--variant")
        {
            Description = "What kind of hosts ('lab variants' lists them)",
            DefaultValueFactory = _ => LabVariants.Standard.Name,
        };
        variant.CompletionSources.Add(_ => LabVariants.All.Select(known => new System.CommandLine.Completions.CompletionItem(known.Name)));
        var keepDisk = new Option<bool>("--keep-disk") { Description = "Keep the hosts' disks after 'down', and use those kept before" };
        var command = new Command("up", "Start emulated hosts and wait until they take commands") { hosts, pfs, variant, keepDisk, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kind = parsed.GetRequiredValue(variant);
            var options = new LabOptions(parsed.GetRequiredValue(name))
            {
                Hosts = parsed.GetRequiredValue(hosts),
                PfsPerHost = parsed.GetRequiredValue(pfs),
                KeepDisks = parsed.GetValue(keepDisk),
                Variant = LabVariants.Find(kind)
                    ?? throw new LabException(
                        $"no variant '{kind}'; there are {string.Join(", ", LabVariants.All.Select(known => known.Name))}"),
            };
            var lab = await StepDisplay.RunAsync(display => StartAsync(options, display, cancellationToken));
            StatusTable.Print([lab]);
            Console.WriteLine();
            Console.WriteLine(options.Name is CommonOptions.DefaultLab ? "Try: lab ssh h1" : $"Try: lab ssh h1 --name {options.Name}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Starts a lab and waits for its hosts, showing what goes on.</summary>
    internal static async Task<RunningLab> StartAsync(LabOptions options, StepDisplay display, CancellationToken cancellationToken)
    {
        var lab = await RunningLab.StartAsync(options, display, cancellationToken);
        try
        {
            display.Report(lab.Hosts.Length == 1 ? "Boot of h1" : $"Boot of {lab.Hosts.Length} hosts");
            var boot = lab.WaitForSshAsync(cancellationToken: cancellationToken);
            while (await Task.WhenAny(boot, Task.Delay(s_look, TimeProvider.System, cancellationToken)) != boot)
            {
                display.Detail(lab.Host.Console.Tail(1).Trim());
            }

            await boot;
            return lab;
        }
        catch (OperationCanceledException)
        {
            await lab.EndAsync(CancellationToken.None); // a failed boot is left for 'lab console' to look at, an unwanted one is not
            throw;
        }
    }
}
