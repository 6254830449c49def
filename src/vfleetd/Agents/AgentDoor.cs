using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Documents;
using Vfleet.Server.Answering;
using Vfleet.Server.Trust;

namespace Vfleet.Server.Agents;

/// <summary>Lets agents in: the certificate of the connection must be of the authority, hold now, and be the one that the fleet knows the host by.</summary>
/// <param name="engine">The fleet.</param>
/// <param name="time">The clock.</param>
internal sealed class AgentDoor(FleetEngine engine, TimeProvider time)
{
    private static readonly object Key = new();

    /// <summary>Notes what a connection showed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="certificate">What was shown; null when nothing was.</param>
    /// <param name="isGood">Whether it is of the authority, for clients, and holds.</param>
    /// <returns>Whether the handshake goes on: always, for who may not come in is told so in an answer.</returns>
    public static bool Note(BaseConnectionContext connection, X509Certificate2? certificate, bool isGood)
    {
        if (certificate is not null)
        {
            connection.Items[Key] = new ShownCertificate(
                isGood ? Authority.HostOf(certificate) : null, certificate.SerialNumber.ToLowerInvariant(), new DateTimeOffset(certificate.NotAfter));
        }

        return true;
    }

    /// <summary>The host of a request that has been checked.</summary>
    /// <param name="http">The request.</param>
    /// <returns>Its id.</returns>
    public static Guid HostOf(HttpContext http) => Shown(http)!.HostId!.Value;

    /// <summary>The serial number of the certificate of a request that has been checked.</summary>
    /// <param name="http">The request.</param>
    /// <returns>It, hexadecimal.</returns>
    public static string SerialOf(HttpContext http) => Shown(http)!.Serial;

    /// <summary>Whether the agent of a request may come in.</summary>
    /// <param name="http">The request.</param>
    /// <returns>Why not; null when it may.</returns>
    public Problem? Check(HttpContext http)
    {
        if (Shown(http) is not { } shown)
        {
            return new Problem(ServerCode.CertificateUnknown, "agents must show their certificate", "join the host first: vfleet join");
        }

        if (shown.HostId is not { } host || shown.Ends <= time.GetUtcNow())
        {
            return new Problem(
                ServerCode.CertificateUnknown, "the certificate is not of this fleet's authority, or has ended", "join the host again, with a new token: vfleet join");
        }

        var refusal = Check(host, shown.Serial);
        if (refusal is not null)
        {
            // It comes back only when it is in again.
            http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        return refusal;
    }

    /// <summary>Whether a host with a certificate is in the fleet now.</summary>
    /// <param name="host">The host.</param>
    /// <param name="serial">Serial number of its certificate.</param>
    /// <returns>Why not; null when it is.</returns>
    public Problem? Check(Guid host, string serial)
    {
        if (engine.State.Hosts.Find(FleetKinds.Text(host)) is not { Status: not HostStatus.Revoked } known)
        {
            return new Problem(ServerCode.HostRevoked, "the host is revoked or removed", "an administrator can make a new token for it, to join again: vfleet enrolment add");
        }

        return known.Certificate == serial || known.PreviousCertificate == serial
            ? null
            : new Problem(ServerCode.CertificateUnknown, "the host has a newer certificate than this one", "join the host again, with a new token: vfleet join");
    }

    private static ShownCertificate? Shown(HttpContext http) =>
        http.Features.Get<IConnectionItemsFeature>() is { } items && items.Items.TryGetValue(Key, out var shown) ? shown as ShownCertificate : null;

    private sealed record ShownCertificate(Guid? HostId, string Serial, DateTimeOffset Ends);
}
