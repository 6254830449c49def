using System.CommandLine;
using System.Globalization;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;
using Vfleet.Host.Capturing;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet capture</c>.</summary>
internal sealed class CaptureCommand : ReadCommand
{
    private const int MostNamed = 8;

    private readonly Argument<string> _file = Named.Recording("The file to write; vfleet-HOST-TIME.tar.gz in the present folder when not given.");
    private readonly Option<bool> _mask = new("--mask-macs") { Description = "Put other MAC addresses in place of the real ones, the same everywhere; the maker's octets stay." };

    /// <summary>Makes the command.</summary>
    public CaptureCommand()
        : base("capture", "write everything about this host's SR-IOV into one file for others to look at")
    {
        Arguments.Add(_file);
        Options.Add(_mask);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Writes one file (tar, gzip) with what 'vfleet doctor' and the commands that list, show and plan look at: files of sysfs and proc about PCI functions, "
                + "IOMMU groups, netdevs and modules, the kernel's log and arguments, the answers of the kernel about links and VFs, those of NVIDIA cards (mstconfig) and of Open vSwitch that decide about VFs "
                + "and offload, what Vfleet keeps of PFs, and libvirt's guests and networks. "
                + "Nothing is changed.",
            "Left out are passwords, keys, user data and metadata of guests, serial numbers of disks and machines, contents of firmware tables, and of other "
                + "programs' files all but the lines about virtual functions. Names of guests and IP addresses are in it. Look into it before you send it: tar tzf FILE.",
            "Whoever gets it reads it as a host: with --root FILE the commands that list, show and plan do so for that host, and 'vfleet doctor FILE' looks for what is wrong.",
            "What cannot be read is noted in it and told here. As root more can be read.",
        ],
        new Example("For a report", "vfleet capture"),
        new Example("For strangers", "vfleet capture --mask-macs host.tar.gz"),
        new Example("Look at it elsewhere", "vfleet vf list --root host.tar.gz"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        HostCapture capture;
        await using (var host = invocation.Open())
        {
            using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, invocation.IsJson);
            capture = await host.CaptureAsync(cancellationToken);
        }

        var path = invocation.Values.Text(_file) is { Length: > 0 } file ? file : NameOf(capture);
        var masked = invocation.Values.Flag(_mask);
        var (bytes, problem) = capture.Write(path, masked);
        if (problem is not null)
        {
            return invocation.Refuse(problem);
        }

        if (invocation.IsJson)
        {
            return invocation.Answer(CaptureAnswer.From(capture, path, bytes, masked), JsonAnswers.Default.CaptureAnswer);
        }

        var guests = capture.Guests is { } count ? $", {count} guests" : "";
        invocation.Out.Line($"{invocation.Out.Paint(path, Tone.Strong)}: {Size(bytes)}, {capture.Pfs} PFs, {capture.Vfs} VFs{guests}{(masked ? ", MAC addresses masked" : "")}");
        TellUnread(invocation, capture);
        return ExitCodes.Ok;
    }

    private static void TellUnread(Invocation invocation, HostCapture capture)
    {
        var unread = capture.Unread;
        if (unread.IsEmpty)
        {
            return;
        }

        var named = string.Join("; ", unread.Take(MostNamed).Select(file => $"{file.Path}: {file.Why}"));
        var more = unread.Length > MostNamed ? $"; and {unread.Length - MostNamed} more, which vfleet/capture.json in the file lists" : "";
        ProblemPrinter.Notes(
            invocation.Error,
            [
                new Problem(
                    invocation.Around.MayChange() ? ProblemCode.FileFault : ProblemCode.NoPermission,
                    $"{unread.Length} files are missing in it because they could not be read: {named}{more}",
                    invocation.Around.MayChange() ? "send it as it is; the notes are in it" : invocation.AsRoot),
            ]);
    }

    private static string NameOf(HostCapture capture)
    {
        // A host's name may hold anything that its administrator typed; a file's may not.
        var host = string.Concat((capture.Host ?? "host").Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).TrimStart('.', '-');
        return string.Create(CultureInfo.InvariantCulture, $"vfleet-{(host.Length == 0 ? "host" : host)}-{capture.Made.UtcDateTime:yyyyMMdd-HHmmss}.tar.gz");
    }

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} bytes",
        < 10_000_000 => $"{bytes / 1000} kB",
        _ => $"{bytes / 1_000_000} MB",
    };
}
