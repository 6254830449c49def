using System.CommandLine;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab status</c>: lists all labs of this machine.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "List the labs of this machine and their hosts");
        command.SetAction(_ =>
        {
            var labs = LabState.ReadAll().Select(state => RunningLab.Find(state.Name)).OfType<RunningLab>().ToList();
            if (labs.Count == 0)
            {
                Console.WriteLine("No lab runs. 'lab up' starts one.");
                return ExitCodes.Done;
            }

            StatusTable.Print(labs);
            return ExitCodes.Done;
        });
        return command;
    }
}
