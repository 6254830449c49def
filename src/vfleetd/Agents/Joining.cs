using System.Text;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Server.Access;
using Vfleet.Server.Answering;
using Vfleet.Server.Trust;

namespace Vfleet.Server.Agents;

/// <summary>Lets hosts join, and renews their certificates.</summary>
/// <param name="authority">The fleet's authority.</param>
/// <param name="limits">Slows guessing of tokens down.</param>
internal sealed class Joining(Authority authority, LoginLimits limits)
{
    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(new("GET", Routes.AgentAuthority, Gate.Open, "The authority's certificate in PEM"), Show);
        endpoints.Map(new("POST", Routes.AgentJoin, Gate.Open, "Join with a token") { Takes = typeof(JoinRequest), Gives = typeof(JoinAnswer) }, JoinAsync);
        endpoints.Map(new("POST", Routes.AgentRenew, Gate.Agent, "Renew the certificate") { Takes = typeof(RenewRequest), Gives = typeof(JoinAnswer) }, RenewAsync);
    }

    private Task<Answer> Show(Call call) =>
        Task.FromResult<Answer>(new Answer.Document(Encoding.ASCII.GetBytes(authority.Pem + "\n")) { MediaType = "application/x-pem-file" });

    private async Task<Answer> JoinAsync(Call call)
    {
        if (!call.TryRead<JoinRequest>(out var sent, out var refusal))
        {
            return refusal;
        }

        var address = $"join {call.Http.Connection.RemoteIpAddress}";
        if (limits.Wait(address) is { Ticks: > 0 } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            return Answer.Refuse(new Problem(ServerCode.TooMany, "too many tokens from this address did not hold", $"wait {seconds} s")) with { RetryAfter = seconds };
        }

        var secret = JoinToken.Parse(sent.Token) is { } token ? new Secret(token.Secret) : null;
        if (secret is null || call.Engine.Membership.Find(secret.Id, secret.Hash) is not { } enrolment)
        {
            limits.Failed(address);
            return Answer.Refuse(new Problem(
                ServerCode.TokenInvalid, "the token is none, was used, or has ended", "make a new one: vfleet enrolment add", "token"));
        }

        if (!HostKey.TryRead(sent.Request, out var key, out var problem))
        {
            return Answer.Refuse(problem);
        }

        var host = call.Engine.Membership.HostFor(enrolment.Value, sent.HostName);
        using var certificate = authority.ForHost(host.Id, key);
        return await call.Engine.Membership.JoinAsync(enrolment, host, certificate.SerialNumber.ToLowerInvariant(), call.Token) switch
        {
            ChangeResult<FleetHost>.Done done => Answer.Of(new JoinAnswer(host.Id, done.Entry.Value.Name, certificate.ExportCertificatePem(), authority.Pem)),
            var other => ChangeAnswers.No(other),
        };
    }

    private async Task<Answer> RenewAsync(Call call)
    {
        if (!call.TryRead<RenewRequest>(out var sent, out var refusal))
        {
            return refusal;
        }

        if (!HostKey.TryRead(sent.Request, out var key, out var problem))
        {
            return Answer.Refuse(problem);
        }

        var id = AgentDoor.HostOf(call.Http);
        using var certificate = authority.ForHost(id, key);
        return await call.Engine.Membership.RenewAsync(id, certificate.SerialNumber.ToLowerInvariant(), call.Token) switch
        {
            ChangeResult<FleetHost>.Done { Entry.Value: { Status: not HostStatus.Revoked } host } =>
                Answer.Of(new JoinAnswer(id, host.Name, certificate.ExportCertificatePem(), authority.Pem)),
            ChangeResult<FleetHost>.Done => Answer.Refuse(new Problem(ServerCode.HostRevoked, "the host is revoked", "join again, with a new token: vfleet join")),
            var other => ChangeAnswers.No(other),
        };
    }
}
