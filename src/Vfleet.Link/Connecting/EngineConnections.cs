using System.Security.Cryptography.X509Certificates;
using Vfleet.Link.Joining;

namespace Vfleet.Link.Connecting;

/// <summary>The engine that is spoken to; the next one when it fails.</summary>
internal sealed class EngineConnections : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Uri[] _engines;
    private readonly X509Certificate2 _authority;
    private readonly LinkTimes _times;
    private readonly TimeProvider _time;
    private X509Certificate2 _own;
    private volatile EngineClient _current;
    private int _index;

    /// <summary>Makes it.</summary>
    /// <param name="folder">Where key and certificates lie.</param>
    /// <param name="link">The link.</param>
    /// <param name="times">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file is no key or certificate.</exception>
    public EngineConnections(LinkFolder folder, LinkRecord link, LinkTimes times, TimeProvider time)
    {
        _engines = [.. link.Engines.Select(engine => new Uri(engine))];
        _authority = X509CertificateLoader.LoadCertificateFromFile(folder.Authority);
        _own = HostIdentity.Read(folder);
        (_times, _time) = (times, time);
        _current = NewClient();
    }

    /// <summary>How many engines there are to try.</summary>
    public int Count => _engines.Length;

    /// <summary>The engine that is spoken to.</summary>
    public EngineClient Current => _current;

    /// <summary>The host's certificate.</summary>
    public X509Certificate2 Certificate => _own;

    /// <summary>Turns to the next engine.</summary>
    /// <param name="client">The one that failed; when another took its place meanwhile, that stays.</param>
    public void Failed(EngineClient client)
    {
        lock (_gate)
        {
            if (client == _current && _engines.Length > 1)
            {
                _index = (_index + 1) % _engines.Length;
                Replace();
            }
        }
    }

    /// <summary>Shows another certificate from now on.</summary>
    /// <param name="own">The certificate with its key.</param>
    public void Use(X509Certificate2 own)
    {
        lock (_gate)
        {
            _own = own;
            Replace();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current.Dispose();
        _own.Dispose();
        _authority.Dispose();
    }

    private void Replace()
    {
        var before = _current;
        _current = NewClient();
        before.Dispose();
    }

    private EngineClient NewClient() => new(_engines[_index], _authority, _own, _times, _time);
}
