using System.Security.Cryptography;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Domain.Problems;
using Vfleet.Link.Connecting;
using Vfleet.Link.Joining;

namespace Vfleet.Link.Renewing;

/// <summary>Renews the host's certificate when two thirds of its life are over, with a new key.</summary>
/// <param name="folder">Where key and certificate lie.</param>
/// <param name="hostName">The host's name.</param>
/// <param name="connections">Show the new one then.</param>
/// <param name="log">Told of it.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateRenewal(LinkFolder folder, string hostName, EngineConnections connections, ILinkLog log, TimeProvider time)
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMinutes(10);
    private DateTimeOffset _notBefore;

    /// <summary>Renews it when it is time.</summary>
    /// <param name="client">An engine that answers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>When the new certificate ends; null when it was not renewed.</returns>
    public async Task<DateTimeOffset?> TryAsync(EngineClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var begins = HostIdentity.BeginOf(connections.Certificate);
        var ends = HostIdentity.EndOf(connections.Certificate);
        if (now < _notBefore || now < begins + ((ends - begins) * 2 / 3))
        {
            return null;
        }

        _notBefore = now + s_afterFailure;
        using var key = HostIdentity.NewKey();
        var answer = await client.PostAsync(
            Routes.AgentRenew, new RenewRequest(HostIdentity.RequestOf(key, hostName)), ApiJson.Default.RenewRequest, ApiJson.Default.JoinAnswer, cancellationToken);
        var problem = answer switch
        {
            EngineAnswer<JoinAnswer>.Refused refused => refused.Problem,
            EngineAnswer<JoinAnswer>.Unreachable unreachable => unreachable.Problem,
            EngineAnswer<JoinAnswer>.Ok { Value: var renewed } => Take(key, renewed.Certificate),
            _ => throw new InvalidOperationException($"unknown answer {answer}"),
        };
        if (problem is not null)
        {
            log.Problem(problem with { Message = $"the certificate of this host, which ends {ends:yyyy-MM-dd HH:mm} UTC, cannot be renewed: {problem.Message}" });
            return null;
        }

        _notBefore = default;
        ends = HostIdentity.EndOf(connections.Certificate);
        log.Link($"the certificate of this host was renewed; it ends {ends:yyyy-MM-dd HH:mm} UTC");
        return ends;
    }

    private Problem? Take(ECDsa key, string certificate)
    {
        try
        {
            connections.Use(HostIdentity.Replace(folder, key, certificate));
            return null;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return new Problem(ProblemCode.EngineFault, fault.Message, "see the engine's log");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemCode.FileFault, fault.Message, "check the disk ('df -h')", folder.Path);
        }
    }
}
