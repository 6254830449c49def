using Vfleet.Host.Capturing;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet capture</c>.</summary>
/// <param name="File">The file that was written.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Host">Name of the host; null when not known.</param>
/// <param name="Made">When the host was read.</param>
/// <param name="Pfs">How many PFs it has.</param>
/// <param name="Vfs">How many VFs it has.</param>
/// <param name="Guests">How many guests it has; null when libvirt did not say.</param>
/// <param name="MasksMacs">Whether other MAC addresses stand in place of the real ones.</param>
/// <param name="Unread">What is there and could not be read.</param>
internal sealed record CaptureAnswer(
    string File, long Bytes, string? Host, DateTimeOffset Made, int Pfs, int Vfs, int? Guests, bool MasksMacs, UnreadView[] Unread)
{
    public static CaptureAnswer From(HostCapture capture, string path, long bytes, bool masksMacs) => new(
        path,
        bytes,
        capture.Host,
        capture.Made,
        capture.Pfs,
        capture.Vfs,
        capture.Guests,
        masksMacs,
        [.. capture.Unread.Select(file => new UnreadView(file.Path, file.Why))]);
}

/// <summary>A file that could not be read.</summary>
/// <param name="Path">The file, without the leading slash.</param>
/// <param name="Why">Why.</param>
internal sealed record UnreadView(string Path, string Why);
