using System.Text.Json;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;
using Vfleet.Linux.Files;

namespace Vfleet.Link;

/// <summary>
/// What makes a host a member of a fleet: a folder that only root may look into, with <c>link.json</c>, <c>key.pem</c>, <c>certificate.pem</c>
/// and <c>authority.pem</c>. It is made under another name and renamed, so that after a kill there is either no link or a whole one.
/// </summary>
/// <param name="stateDirectory">Where what must survive a reboot lies: <c>/var/lib/vfleet</c>.</param>
public sealed class LinkFolder(string stateDirectory)
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.Join(stateDirectory, AgentOptions.LinkFolder);

    /// <summary>Whether the host is in a fleet.</summary>
    public bool Exists => File.Exists(In("link.json"));

    /// <summary>The host's private key.</summary>
    internal string Key => In("key.pem");

    /// <summary>The key of the certificate that was asked for: it takes the place of <see cref="Key"/> once the certificate is here.</summary>
    internal string NextKey => In("key.next.pem");

    /// <summary>The host's certificate.</summary>
    internal string Certificate => In("certificate.pem");

    /// <summary>The certificate of the authority that the engines' certificates are of.</summary>
    internal string Authority => In("authority.pem");

    /// <summary>What the fleet last desired of the host.</summary>
    internal string Desired => In("desired.json");

    /// <summary>What became of the operations of <see cref="Desired"/>.</summary>
    internal string Operations => In("operations.json");

    /// <summary>Reads which fleet the host is in.</summary>
    /// <param name="problem">Why that is not known although there is a link.</param>
    /// <returns>It; null when the host is in none, or the file cannot be understood.</returns>
    public LinkRecord? Read(out Problem? problem)
    {
        problem = null;
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(In("link.json")), LinkJson.Default.LinkRecord) is
                { Version: LinkRecord.CurrentVersion, Engines.Count: > 0 } link)
            {
                return link;
            }

            problem = Damaged("it is of another version of vfleet, or names no engine");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException fault)
        {
            problem = Damaged(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(ProblemCode.FileFault, $"{In("link.json")} cannot be read: {fault.Message}", "run as root", In("link.json"));
        }

        return null;
    }

    /// <summary>Makes the host a member of a fleet.</summary>
    /// <param name="link">Which.</param>
    /// <param name="key">Its private key in PEM.</param>
    /// <param name="certificate">Its certificate in PEM.</param>
    /// <param name="authority">The authority's certificate in PEM.</param>
    /// <exception cref="IOException">The disk is full, read-only or broken, or there is a link already; nothing of the new one stands.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write there.</exception>
    internal void Make(LinkRecord link, string key, string certificate, string authority)
    {
        Directory.CreateDirectory(stateDirectory);
        var fresh = Path + ".new";
        Discard(fresh);
        Directory.CreateDirectory(fresh);
        if (!OperatingSystem.IsWindows())
        {
            // Before anything is in it.
            File.SetUnixFileMode(fresh, OwnFolder);
        }

        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("key.pem", key), ("certificate.pem", certificate), ("authority.pem", authority)])
        {
            DurableFile.Write(System.IO.Path.Join(fresh, name), System.Text.Encoding.ASCII.GetBytes(text), OwnFile);
        }

        DurableFile.Write(System.IO.Path.Join(fresh, "link.json"), JsonSerializer.SerializeToUtf8Bytes(link, LinkJson.Default.LinkRecord), OwnFile);
        Directory.Move(fresh, Path);
        DurableFile.SynchronizeFolder(stateDirectory);
    }

    /// <summary>Takes the host out of its fleet, as far as the host is concerned: its key and certificate are gone.</summary>
    /// <exception cref="IOException">The disk is read-only or broken.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write there.</exception>
    public void Remove()
    {
        var gone = Path + ".gone";
        Discard(gone);
        Directory.Move(Path, gone);
        DurableFile.SynchronizeFolder(stateDirectory);
        Discard(gone);
    }

    /// <summary>Replaces one of the folder's files.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="IOException">The disk is full, read-only or broken; the old content still stands.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> content) => DurableFile.Write(path, content, OwnFile);

    private static void Discard(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string In(string name) => System.IO.Path.Join(Path, name);

    private Problem Damaged(string why) => new(
        ProblemCode.StateDamaged, $"{In("link.json")} cannot be understood: {why}", "vfleet leave, then join again with a new token", In("link.json"));
}
