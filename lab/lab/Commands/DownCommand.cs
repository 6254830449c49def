using System.CommandLine;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab down</c>: ends a lab, also one whose program died.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var all = new Option<bool>("--all") { Description = "End every lab of this machine" };
        var command = new Command("down", "End a lab: cut the power of its hosts, remove its network and disks") { name, all };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(all) ? LabState.ReadAll().Select(state => state.Name).ToList() : [parsed.GetRequiredValue(name)];
            foreach (var lab in names.Select(CommonOptions.FindLab))
            {
                await lab.EndAsync(cancellationToken);
                Console.WriteLine($"{lab.Name} ended{(lab.KeepDisks ? "; its disks are kept" : "")}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
