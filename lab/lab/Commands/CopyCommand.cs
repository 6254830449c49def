using System.CommandLine;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab copy</c>: files into a host and out of it.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var from = new Argument<string>("FROM") { Description = "A file here, or HOST:PATH" };
        var to = new Argument<string>("TO") { Description = "HOST:PATH, or a file here" };
        var command = new Command("copy", "Copy a file into a host or out of it") { from, to, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = parsed.GetRequiredValue(from);
            var target = parsed.GetRequiredValue(to);
            var lab = parsed.GetRequiredValue(name);
            switch (Split(source), Split(target))
            {
                case (null, { } remote):
                    await CommonOptions.FindHost(lab, remote.Host).CopyInAsync(source, remote.Path, cancellationToken);
                    return ExitCodes.Done;
                case ({ } remote, null):
                    await CommonOptions.FindHost(lab, remote.Host).CopyOutAsync(remote.Path, target, cancellationToken);
                    return ExitCodes.Done;
                default:
                    throw new LabException("one of FROM and TO must be HOST:PATH, the other a file here (./ before a name with a colon)");
            }
        });
        return command;
    }

    private static (string Host, string Path)? Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 && !text[..colon].Contains('/', StringComparison.Ordinal)
            ? (text[..colon], text[(colon + 1)..])
            : null;
    }
}
