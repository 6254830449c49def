using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;
using Vfleet.Link;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet leave</c>.</summary>
internal sealed class LeaveCommand() : LeafCommand("leave", "take this host out of its fleet")
{
    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Removes the host's key and certificate, so that its agent no longer speaks to the engine. No PF is changed: what is set stays, and is kept over reboots as before.",
            "The engine is not told, and shows the host as silent until an admin of the fleet removes it there.",
        ],
        new Example("Leave", "vfleet leave"));

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var problems = invocation.Values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun: false));
        if (!problems.IsEmpty)
        {
            return Task.FromResult(invocation.Refuse(problems));
        }

        var folder = new LinkFolder(invocation.Around.StateDirectory);
        if (!folder.Exists)
        {
            return Task.FromResult(invocation.Refuse(new Problem(ProblemCode.NotJoined, "this host is in no fleet", "nothing is to be done; 'vfleet join' makes it a member of one")));
        }

        // A link that cannot be read can be removed all the same.
        var link = folder.Read(out _);
        try
        {
            folder.Remove();
            File.Delete(Path.Join(invocation.Around.RunDirectory, LinkStatus.FileName));
        }
        catch (DirectoryNotFoundException)
        {
            // Nobody has told of the link since the host was booted.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(invocation.Refuse(new Problem(ProblemCode.FileFault, $"{folder.Path} cannot be removed: {fault.Message}", "run as root, and check the disk ('df -h')", folder.Path)));
        }

        return Task.FromResult(invocation.IsJson
            ? invocation.Answer(new LeftAnswer(link?.HostName, [.. link?.Engines ?? []]), JsonAnswers.Default.LeftAnswer)
            : Print(invocation.Out, link));
    }

    private static int Print(Screen screen, LinkRecord? link)
    {
        screen.Line($"{screen.Paint("done:", Tone.Good)} this host is in no fleet any more; every PF stays as it is");
        if (link is not null)
        {
            screen.Line($"{screen.Paint("note:", Tone.Warning)} the engine {screen.Paint(string.Join(", ", link.Engines), Tone.Plain)} still knows it as "
                + $"{screen.Paint(link.HostName, Tone.Plain)}: an admin of the fleet removes it there (vfleet host remove {screen.Paint(link.HostName, Tone.Plain)})");
        }

        return ExitCodes.Ok;
    }
}
