using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Access;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;
using Vfleet.Server.Trust;

namespace Vfleet.Server.Resources;

/// <summary>Tokens with which hosts join.</summary>
/// <param name="authority">The fleet's authority, whose fingerprint is in each token.</param>
/// <param name="time">The clock.</param>
internal sealed class EnrolmentResources(Authority authority, TimeProvider time)
{
    private const int UsualMinutes = 60;
    private const int MostMinutes = 10_080;

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        var enrolments = new Collection<EnrolmentResource, Enrolment>(
            Routes.Enrolments,
            FleetKinds.Enrolments,
            SimpleResources.Of<Enrolment>(
                item => item.Id,
                [
                    new("expires", (entry, _) => entry.Value.Expires),
                    new("cluster", (entry, state) => state.ValueOf(FleetKinds.Clusters, entry.Value.ClusterId)),
                    new("hostName", (entry, _) => entry.Value.HostName),
                    Field<Entry<Enrolment>>.Truth("used", (entry, _) => entry.Value.HostId is not null),
                ]),
            time)
        {
            Sees = AccessRole.Admin,
            ToWire = Show,
            FromWire = (_, _, before) => before!,
        };
        enrolments.MapReading(endpoints);
        endpoints.Map(
            new("POST", Routes.Enrolments, Gate.Of(AccessRole.Admin), "Make a token with which one host joins; the answer is the only one that shows it")
            {
                Takes = typeof(EnrolmentResource),
                Gives = typeof(EnrolmentResource),
                Status = 201,
                Query = [QueryWord.DryRun],
            },
            AddAsync);
        enrolments.MapRemoving(endpoints);
    }

    private async Task<Answer> AddAsync(Call call)
    {
        if (!call.TryRead<EnrolmentResource>(out var sent, out var refusal))
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var reading = new Reading(call.State, call.Caller, now);
        var cluster = reading.Find(FleetKinds.Clusters, sent.Cluster, "cluster");
        var minutes = sent.Minutes ?? UsualMinutes;
        if (minutes is < 1 or > MostMinutes)
        {
            reading.Add(new Problem(ProblemCode.OutOfRange, $"minutes cannot be {minutes}", $"give 1 to {MostMinutes}", "minutes"));
        }

        foreach (var (isGiven, member) in new[] { (sent.Id is not null, "id"), (sent.Expires is not null, "expires"), (sent.Token is not null, "token"), (sent.Host is not null, "host") })
        {
            if (isGiven)
            {
                reading.Add(new Problem(ServerCode.ReadOnly, $"{member} is set by the engine", $"leave {member} out", member));
            }
        }

        if (sent.HostName is { Length: 0 or > 253 })
        {
            reading.Add(new Problem(ProblemCode.Malformed, "hostName is no name of a host", "give its DNS name, or leave it out", "hostName"));
        }

        if (!reading.Problems.IsEmpty)
        {
            return Answer.Refuse(reading.Problems);
        }

        var secret = Secret.New("");
        var made = new Enrolment(secret.Id, secret.Hash, cluster, now.AddMinutes(minutes)) { HostName = sent.HostName };
        return await call.Engine.Changes.AddAsync(FleetKinds.Enrolments, made, call.Caller, call.IsDryRun, call.Token) switch
        {
            ChangeResult<Enrolment>.Done when call.IsDryRun => Answer.Of(Show(call.State, made)),
            ChangeResult<Enrolment>.Done done => Answer.Of(
                Show(call.State, done.Entry.Value) with { Token = done.IsRepeated ? null : new JoinToken(secret.Text, authority.Fingerprint).ToString() }, done.Entry.Revision) with
            {
                Status = 201,
                Location = $"{Routes.Enrolments}/{FleetKinds.Text(done.Entry.Value.Id)}",
            },
            var other => ChangeAnswers.No(other),
        };
    }

    private static EnrolmentResource Show(FleetState state, Enrolment enrolment) => new()
    {
        Id = enrolment.Id,
        Cluster = state.To(FleetKinds.Clusters, enrolment.ClusterId),
        HostName = enrolment.HostName,
        Expires = enrolment.Expires,
        Host = state.To(FleetKinds.Hosts, enrolment.HostId),
    };
}
