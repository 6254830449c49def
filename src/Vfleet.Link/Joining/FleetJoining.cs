using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Link.Connecting;

namespace Vfleet.Link.Joining;

/// <summary>A wish to join a fleet.</summary>
/// <param name="Engines">Addresses of its engines; at least one. The first that answers is asked.</param>
/// <param name="Token">The token that the engine made for this host.</param>
/// <param name="HostName">What the host calls itself.</param>
public sealed record JoinWish(ImmutableArray<Uri> Engines, JoinToken Token, string HostName);

/// <summary>What became of it.</summary>
public abstract record JoinOutcome
{
    private JoinOutcome()
    {
    }

    /// <summary>The host is in the fleet.</summary>
    /// <param name="Link">Which.</param>
    /// <param name="CertificateEnds">When its certificate ends; it is renewed long before.</param>
    public sealed record Joined(LinkRecord Link, DateTimeOffset CertificateEnds) : JoinOutcome;

    /// <summary>It is not, and nothing was changed on it.</summary>
    /// <param name="Problems">Why; at least one.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : JoinOutcome;
}

/// <summary>Makes a host a member of a fleet.</summary>
/// <param name="folder">Where the link will lie.</param>
/// <param name="times">How long to wait.</param>
/// <param name="time">The clock.</param>
public sealed class FleetJoining(LinkFolder folder, LinkTimes times, TimeProvider time)
{
    /// <summary>Joins.</summary>
    /// <param name="wish">The wish.</param>
    /// <param name="cancellationToken">Stops it; a token that the engine has taken by then is used up.</param>
    /// <returns>What became of it.</returns>
    public async Task<JoinOutcome> JoinAsync(JoinWish wish, CancellationToken cancellationToken)
    {
        var link = folder.Read(out var damaged);
        if (link is not null || damaged is not null)
        {
            return Refuse(damaged ?? new Problem(
                ProblemCode.JoinedAlready,
                $"this host is in a fleet already: as {link!.HostName}, with the engine {string.Join(", ", link.Engines)}",
                "vfleet leave, and join then"));
        }

        var unreached = ImmutableArray.CreateBuilder<Problem>();
        foreach (var engine in wish.Engines)
        {
            var (outcome, problem) = await TryAsync(engine, wish, cancellationToken);
            if (outcome is not null)
            {
                return outcome;
            }

            unreached.Add(problem!);
        }

        return new JoinOutcome.Refused(unreached.DrainToImmutable());
    }

    private async Task<(JoinOutcome? Outcome, Problem? Unreached)> TryAsync(Uri engine, JoinWish wish, CancellationToken cancellationToken)
    {
        string? pem = null;
        using (var stranger = EngineClient.OfStranger(engine, times, time))
        {
            switch (await stranger.GetTextAsync(Routes.AgentAuthority, cancellationToken))
            {
                case EngineAnswer<string>.Ok { Value: var text }:
                    pem = text;
                    break;
                case EngineAnswer<string>.Refused { Problem: var problem }:
                    return (Refuse(problem), null);
                case EngineAnswer<string>.Unreachable { Problem: var problem }:
                    return (null, problem);
            }
        }

        using var authority = Authority(pem!, wish.Token.Fingerprint);
        return authority is null
            ? (Refuse(new Problem(
                ProblemCode.EngineUntrusted,
                $"the engine at {engine.Authority} is not the one that made the token: its authority has another fingerprint",
                "check the address, and copy the whole token from the engine that made it; nothing secret was sent",
                engine.Authority)), null)
            : await AskAsync(engine, authority, wish, cancellationToken);
    }

    private async Task<(JoinOutcome? Outcome, Problem? Unreached)> AskAsync(
        Uri engine, X509Certificate2 authority, JoinWish wish, CancellationToken cancellationToken)
    {
        using var key = HostIdentity.NewKey();
        using var client = new EngineClient(engine, authority, null, times, time);
        var request = new JoinRequest(wish.Token.ToString(), wish.HostName, HostIdentity.RequestOf(key, wish.HostName), ProgramVersion.Text);
        return await client.PostAsync(Routes.AgentJoin, request, ApiJson.Default.JoinRequest, ApiJson.Default.JoinAnswer, cancellationToken) switch
        {
            EngineAnswer<JoinAnswer>.Ok { Value: var answer } => (Keep(answer, wish, key, authority), null),
            EngineAnswer<JoinAnswer>.Refused { Problem: var problem } => (Refuse(problem), null),

            // Once it is known that this is the engine, who is not trusted is no accident.
            EngineAnswer<JoinAnswer>.Unreachable { Problem: var problem } when problem.Code == ProblemCode.EngineUnreachable => (null, problem),
            EngineAnswer<JoinAnswer>.Unreachable { Problem: var problem } => (Refuse(problem), null),
            var answer => throw new InvalidOperationException($"unknown answer {answer}"),
        };
    }

    private JoinOutcome Keep(JoinAnswer answer, JoinWish wish, ECDsa key, X509Certificate2 authority)
    {
        var pem = key.ExportPkcs8PrivateKeyPem();
        var link = new LinkRecord
        {
            Version = LinkRecord.CurrentVersion,
            Engines = [.. wish.Engines.Select(engine => engine.GetLeftPart(UriPartial.Authority))],
            HostId = answer.HostId,
            HostName = answer.HostName,
            Joined = time.GetUtcNow(),
        };
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(answer.Certificate, pem);
            folder.Make(link, pem, answer.Certificate, authority.ExportCertificatePem());
            return new JoinOutcome.Joined(link, HostIdentity.EndOf(certificate));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return Refuse(new Problem(
                ProblemCode.EngineFault, $"the engine's certificate for this host cannot be used: {fault.Message}", "see the engine's log, and make a new token: this one is used up"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(new Problem(
                ProblemCode.FileFault, $"{folder.Path} cannot be written: {fault.Message}", "run as root, check the disk ('df -h'), and make a new token: this one is used up", folder.Path));
        }
    }

    private static X509Certificate2? Authority(string pem, byte[] fingerprint)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem);
            if (AuthorityCheck.Has(certificate, fingerprint))
            {
                return certificate;
            }

            certificate.Dispose();
        }
        catch (CryptographicException)
        {
            // No certificate at all: not the engine of the token either.
        }

        return null;
    }

    private static JoinOutcome.Refused Refuse(Problem problem) => new([problem]);
}
