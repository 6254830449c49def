using System.Collections.Immutable;
using System.CommandLine;
using Vfleet.Api.Agents;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;
using Vfleet.Link;
using Vfleet.Link.Joining;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet join</c>.</summary>
internal sealed class JoinCommand : LeafCommand
{
    private readonly Argument<string[]> _engines = new("ENGINE")
    {
        Description = "An engine of the fleet: https://engine1, whose port is 8443 unless you give one. Give several when there are several: any of them will do.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _token = new("--token") { Description = "The token that the engine made for a host to join; it is good once, and for a limited time.", HelpName = "TOKEN" };
    private readonly Option<string?> _name = new("--name") { Description = "What the host calls itself; its host name when not given.", HelpName = "NAME" };

    /// <summary>Makes the command.</summary>
    public JoinCommand()
        : base("join", "make this host a member of a fleet")
    {
        Arguments.Add(_engines);
        Options.Add(_token);
        Options.Add(_name);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Makes a key, has the engine sign its certificate, and starts the agent, which from then on tells the engine what the host is and brings about the "
                + "numbers of VFs that the fleet decides. The key never leaves the host. No PF is changed by joining.",
            "The token holds the fingerprint of the engine's authority: nothing is sent to anybody else. Host and engine show each other their certificates from then on.",
            "A host is in one fleet at a time. 'vfleet status' shows the link; 'vfleet leave' ends it.",
        ],
        new Example("Join", "vfleet join https://engine1 --token vfj1.SECRET.FINGERPRINT"),
        new Example("Under another name, where there are two engines", "vfleet join https://engine1 https://engine2:9443 --token vfj1.SECRET.FINGERPRINT --name kvm7"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var wish = Read(invocation.Values);
        var problems = invocation.Values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun: false));
        if (wish is null || !problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        var around = invocation.Around;
        switch (await new FleetJoining(new LinkFolder(around.StateDirectory), new LinkTimes(), around.Time).JoinAsync(wish, cancellationToken))
        {
            case JoinOutcome.Refused refused:
                return invocation.Refuse(refused.Problems);
            case JoinOutcome.Joined joined:
                var isStarted = await around.StartAgent(cancellationToken);
                return invocation.IsJson ? Answer(invocation, joined, isStarted) : Print(invocation.Out, joined, isStarted);
            case var outcome:
                throw new InvalidOperationException($"unknown outcome {outcome}");
        }
    }

    private JoinWish? Read(CommandLine.ValueReader values)
    {
        var engines = ImmutableArray.CreateBuilder<Uri>();
        foreach (var text in values.Texts(_engines))
        {
            if (EngineAddress.TryParse(text, out var engine, out var problem))
            {
                engines.Add(engine);
            }
            else
            {
                values.Refuse(problem);
            }
        }

        var token = JoinToken.Parse(values.Text(_token) ?? "");
        if (token is null)
        {
            values.Refuse(new Problem(
                ProblemCode.Malformed,
                values.Text(_token) is null ? "--token is missing" : "--token: this is no token to join with",
                "copy the whole token that the engine made (vfj1.SECRET.FINGERPRINT)",
                "token"));
        }

        return token is null ? null : new JoinWish(engines.DrainToImmutable(), token, values.Text(_name) ?? Environment.MachineName);
    }

    private static int Answer(Invocation invocation, JoinOutcome.Joined joined, bool isStarted) => invocation.Answer(
        new JoinedAnswer([.. joined.Link.Engines], joined.Link.HostId, joined.Link.HostName, joined.CertificateEnds, isStarted), JsonAnswers.Default.JoinedAnswer);

    private static int Print(Screen screen, JoinOutcome.Joined joined, bool isStarted)
    {
        screen.Line($"{screen.Paint("done:", Tone.Good)} this host is in the fleet of {screen.Paint(string.Join(", ", joined.Link.Engines), Tone.Plain)} as {screen.Paint(joined.Link.HostName, Tone.Plain)}");
        screen.Line($"its certificate ends {joined.CertificateEnds.ToLocalTime():yyyy-MM-dd HH:mm} and is renewed before");
        screen.Line(isStarted
            ? "the agent was started: 'vfleet status' shows what it does"
            : $"{screen.Paint("note:", Tone.Warning)} the agent was not started by systemd; one that runs notices by itself, else start it: systemctl enable --now {AgentUnit.Name}, or 'vfleet agent'");
        return ExitCodes.Ok;
    }
}
