using System.CommandLine;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab variants</c>: lists the kinds of host.</summary>
internal static class VariantsCommand
{
    public static Command Create()
    {
        var command = new Command("variants", "List the kinds of host that 'lab up --variant' takes");
        command.SetAction(_ =>
        {
            var width = LabVariants.All.Max(variant => variant.Name.Length);
            foreach (var variant in LabVariants.All)
            {
                Console.WriteLine($"{variant.Name.PadRight(width)}  {variant.Summary}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
