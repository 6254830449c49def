using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Vfleet.Client;

/// <summary>Looks at the certificate that an engine shows, before anybody trusts it.</summary>
public static class EngineCertificate
{
    /// <summary>Looks, and ends the handshake then.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether this machine trusts it anyway, and what to pin otherwise.</returns>
    /// <exception cref="EngineException">There is no connection, or no TLS at its end.</exception>
    public static async Task<ShownCertificate> ReadAsync(Uri engine, CancellationToken cancellationToken)
    {
        ShownCertificate? seen = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(engine.IdnHost, engine.Port, cancellationToken);
            await using var tls = new SslStream(client.GetStream());
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = engine.IdnHost,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    if (certificate is X509Certificate2 shown && chain is not null)
                    {
                        seen = new ShownCertificate(errors == SslPolicyErrors.None, Copy(CertificateCheck.Anchor(shown, chain)), [.. CertificateCheck.Shown(shown, chain).Select(Copy)]);
                    }

                    // Enough was seen: the handshake is not to succeed.
                    return false;
                },
            };
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            throw new EngineException(new EngineProblem.Unreachable(engine, exception.Message), exception);
        }
        catch (AuthenticationException) when (seen is not null)
        {
            return seen;
        }
        catch (AuthenticationException exception)
        {
            throw new EngineException(new EngineProblem.Strange(engine, $"no TLS: {exception.Message}"), exception);
        }

        throw new EngineException(new EngineProblem.Untrusted(engine, "it shows no certificate", null));
    }

    // What the callback is given is disposed of with the connection.
    private static X509Certificate2 Copy(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span);
}

/// <summary>What an engine shows.</summary>
/// <param name="IsKnown">Whether this machine's authorities vouch for it.</param>
/// <param name="Anchor">What to pin when somebody trusts it: its authority's certificate if it sends that, else its own.</param>
/// <param name="Certificates">All that it sent, its own first.</param>
public sealed record ShownCertificate(bool IsKnown, X509Certificate2 Anchor, ImmutableArray<X509Certificate2> Certificates);
