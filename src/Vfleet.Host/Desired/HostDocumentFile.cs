using System.Text;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Desired;

/// <summary>The host's document as a file.</summary>
public static class HostDocumentFile
{
    /// <summary>Where it lies when nobody says otherwise.</summary>
    public const string DefaultPath = "/etc/vfleet/host.yaml";

    // A document of 8 PFs with 256 VFs each, one line for each VF, has 0.2 MB.
    private const int MostBytes = 4 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and understands a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it says, with its digest, or every problem at once.</returns>
    public static HostDocumentReading Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = new MemoryStream();

            // A pipe, such as a shell's <(...), does not tell its length.
            Span<byte> part = stackalloc byte[8192];
            for (var length = file.Read(part); length > 0; length = file.Read(part))
            {
                content.Write(part[..length]);
                if (content.Length >= MostBytes)
                {
                    return Refused(
                        ProblemCode.FileFault, $"{path} has {MostBytes >> 20} MiB or more: that is no document of a host", "name the right file with --file", path);
                }
            }

            return Read(path, content.GetBuffer().AsSpan(0, (int)content.Length));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refused(ProblemCode.FileUnknown, $"there is no file {path}", "write it ('vfleet help host-yaml' shows how), or name another with --file", path);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            return Refused(ProblemCode.FileFault, $"{path} is a folder", "name the file in it with --file", path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refused(ProblemCode.FileFault, $"{path} cannot be read: {fault.Message}", "run as root, or mend the file's rights", path);
        }
    }

    /// <summary>Understands the content of a file.</summary>
    /// <param name="source">What people call it.</param>
    /// <param name="content">Its bytes, UTF-8.</param>
    /// <returns>What it says, with its digest, or every problem at once.</returns>
    public static HostDocumentReading Read(string source, ReadOnlySpan<byte> content)
    {
        string text;
        try
        {
            text = Strict.GetString(content);
        }
        catch (DecoderFallbackException fault)
        {
            var line = content[..Math.Clamp(fault.Index, 0, content.Length)].Count((byte)'\n') + 1;
            var place = new Place(source, line, 1, "");
            return Refused(ProblemCode.Malformed, $"{place}: this line is no UTF-8", "save the file as UTF-8", "");
        }

        if (YamlTree.Read(source, text, out var problem) is not { } root)
        {
            return new HostDocumentReading.Refused([problem!]);
        }

        return HostDocument.Read(root) switch
        {
            DocumentResult.Valid valid => new HostDocumentReading.Done(valid.Host, PlanFacts.Digest(content)),
            DocumentResult.Invalid invalid => new HostDocumentReading.Refused(invalid.Problems) { Untouched = invalid.Untouched },
            var result => throw new InvalidOperationException($"unknown result {result}"),
        };
    }

    private static HostDocumentReading.Refused Refused(ProblemCode code, string message, string remedy, string path) =>
        new([new Problem(code, message, remedy, path)]);
}
