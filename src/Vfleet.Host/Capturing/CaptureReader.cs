using Vfleet.Host.Answers;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Capturing;

/// <summary>Reads a host for a capture. Nothing is changed; what cannot be read is noted.</summary>
/// <param name="parts">The host.</param>
internal sealed class CaptureReader(HostParts parts)
{
    private readonly CapturedTree _tree = new();

    public async Task<HostCapture> ReadAsync(CancellationToken cancellationToken)
    {
        var guests = await parts.Answers.GuestsAsync(withNetworks: true, cancellationToken);
        var (functions, network) = await ReadKernelAsync(cancellationToken);
        Documents(guests);
        var answers = network with
        {
            ReadAt = parts.Answers.ReadAt,
            Holders = parts.Answers.Holders(),
            Domains = guests.Domains.IsDefault ? null : [.. guests.Domains.Select(domain => domain.Entry)],
            LibvirtProblem = guests.Problem is { } problem ? new ProblemDocument(problem.Code.Name, problem.Message, problem.Remedy) : null,
        };
        return new HostCapture(_tree, answers, Manifest(functions.Count));
    }

    private async Task<(FunctionCapture Functions, AnswersDocument Network)> ReadKernelAsync(CancellationToken cancellationToken)
    {
        // Functions and netdevs are most of a large host, and neither waits for the other.
        var netdevs = new CapturedTree();
        var beside = Task.Run(() => new NetdevCapture(parts.Root, netdevs).Read(cancellationToken), cancellationToken);
        var functions = new FunctionCapture(parts.Root, _tree);
        functions.Read(cancellationToken);
        await beside;
        _tree.Add(netdevs);
        var files = new HostFileCapture(parts.Root, _tree);
        files.Read(withNetwork: !parts.Answers.HasNetwork);
        files.Modules(functions.Modaliases, functions.Drivers);
        files.ModelNames(functions.Models);
        files.Log();
        var network = NetworkCapture.Read(parts, functions.Pfs);
        files.Netdevs(network.Links.Select(link => (link.Name, link.Index)));
        Records();
        return (functions, network);
    }

    private CaptureManifest Manifest((int Pfs, int Vfs) count) => new()
    {
        Version = CaptureManifest.CurrentVersion,
        Made = parts.Time.GetUtcNow(),
        Vfleet = ProgramVersion.Text,
        Host = Text("proc/sys/kernel/hostname"),
        Kernel = Text("proc/sys/kernel/osrelease"),
        MasksMacs = false,
        Pfs = count.Pfs,
        Vfs = count.Vfs,
        Unread = [.. _tree.Unread],
    };

    private string? Text(string path) => parts.Root.TryReadText(path, out var text) == Errno.None && text.Length > 0 ? text : null;

    private void Documents(GuestAnswer guests)
    {
        var domains = guests.Domains.IsDefault ? [] : guests.Domains;
        foreach (var domain in domains)
        {
            Xml(RecordedAnswers.XmlOf(domain.Entry.Uuid, DomainScope.Live), domain.LiveXml);
            Xml(RecordedAnswers.XmlOf(domain.Entry.Uuid, DomainScope.Config), domain.ConfigXml);
        }

        foreach (var network in guests.Networks)
        {
            Xml($"vfleet/networks/{network.Uuid}.xml", network.Xml);
        }

        new HostFileCapture(parts.Root, _tree).Guests(domains.Where(domain => domain.Entry.IsActive).Select(domain => domain.Entry.Name));
    }

    private void Xml(string path, string? xml)
    {
        if (xml is null)
        {
            return;
        }

        try
        {
            _tree.Text(path, XmlSecrets.Remove(xml));
        }
        catch (LibvirtXmlException fault)
        {
            // What cannot be understood cannot be cleaned of secrets.
            _tree.Note(path, fault.Message);
        }
    }

    // Our own records: what VFs were before they were given away.
    private void Records()
    {
        var folder = parts.Options.StateDirectory;
        try
        {
            if (!Directory.Exists(folder))
            {
                return;
            }

            foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                if (PciAddress.TryParse(Path.GetFileNameWithoutExtension(path), out var pf))
                {
                    _tree.File($"{HostCapture.RecordsFolder}/{pf}.json", File.ReadAllBytes(path));
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _tree.Note(folder, fault.Message);
        }
    }
}
