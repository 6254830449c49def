using Vfleet.Client;

namespace Vfleet.Cli.Running;

/// <summary>Opens connections to engines. Commands that act on this host never call it, so that they need no network stack.</summary>
internal interface IEngines
{
    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">How to talk to the engine.</param>
    EngineClient Open(EngineOptions options);

    /// <summary>Looks at the certificate that an engine shows.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ShownCertificate> LookAsync(Uri engine, CancellationToken cancellationToken);
}

/// <summary>Connections over TLS.</summary>
internal sealed class EngineConnections : IEngines
{
    /// <inheritdoc/>
    public EngineClient Open(EngineOptions options) => new(options);

    /// <inheritdoc/>
    public Task<ShownCertificate> LookAsync(Uri engine, CancellationToken cancellationToken) => EngineCertificate.ReadAsync(engine, cancellationToken);
}
