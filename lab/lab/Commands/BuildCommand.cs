using System.CommandLine;
using Vfleet.Lab.Image;
using Vfleet.Lab.Requirements;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab build</c>: builds the image ahead of time.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var command = new Command("build", "Build the hosts' image, if the cache does not hold it");
        command.SetAction(async (_, cancellationToken) =>
        {
            LabRequirements.Check().OrThrow();
            var image = await StepDisplay.RunAsync(display => ImageBuilder.EnsureAsync(display, cancellationToken));
            Console.WriteLine(image.Folder);
            return ExitCodes.Done;
        });
        return command;
    }
}
