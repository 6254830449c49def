using Vfleet.Host.Desired;

namespace Vfleet.Host.Agent;

/// <summary>
/// The host's document as it is when nobody is writing it: editors empty a file before they fill it, or move it away, and what half a document leaves out, as
/// that a PF is never to be touched, was not meant.
/// </summary>
/// <param name="path">Where it lies; it need not exist.</param>
/// <param name="settle">How long a change must have been left alone.</param>
/// <param name="time">The clock.</param>
internal sealed class DocumentFollowing(string path, TimeSpan settle, TimeProvider time)
{
    private Stamp? _taken;
    private Stamp? _seen;
    private long _since;
    private HostDocumentReading? _reading;

    /// <summary>How long until the last change is old enough; null when there is none that is too young.</summary>
    public TimeSpan? Left => _seen is null ? null : settle - time.GetElapsedTime(_since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Reads it, unless it has just changed.</summary>
    /// <returns>What it is, or was before a change that is too young; null when there is none. The first time it is taken as it is.</returns>
    public HostDocumentReading? Read()
    {
        var now = Stamp.Of(path);
        if (_taken is null || now == _taken || (now == _seen && time.GetElapsedTime(_since) >= settle))
        {
            var reading = now.Exists ? HostDocumentFile.Read(path) : null;
            var after = Stamp.Of(path);
            if (_taken is null || after == now)
            {
                (_taken, _seen, _reading) = (now, null, reading);
                return reading;
            }

            now = after;
        }

        if (now != _seen)
        {
            (_seen, _since) = (now, time.GetTimestamp());
        }

        return _reading;
    }

    private readonly record struct Stamp(bool Exists, long Length, DateTime Written)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new(Exists: true, file.Length, file.LastWriteTimeUtc) : default;
        }
    }
}
