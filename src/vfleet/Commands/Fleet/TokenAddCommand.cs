using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>vfleet token add</c>.</summary>
internal sealed class TokenAddCommand : FleetCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "What it is for." };
    private readonly Option<string?> _user = new("--user") { Description = "Whose it is; yours when left out.", HelpName = "USER" };
    private readonly Option<string?> _days = new("--days") { Description = "For how many days it holds; for ever when left out.", HelpName = "N" };

    /// <summary>Makes the command.</summary>
    public TokenAddCommand()
        : base("add", "make an API token")
    {
        Arguments.Add(_name);
        Options.Add(_user);
        Options.Add(_days);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Makes an API token and prints it. The engine does not keep it: this is the only time that it can be seen."],
        new Example("For a nightly script, for a year", "vfleet token add nightly --days 365"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation)
    {
        var values = invocation.Values;
        var days = values.Unsigned(_days, "give a number of days, from 1 on");
        var wish = new TokenResource
        {
            Name = values.Text(_name),
            User = values.Text(_user) is { } user ? Reference.To(user) : null,
            Expires = days is { } count ? invocation.Around.Time.GetUtcNow().AddDays(Math.Min(count, 36500)) : null,
        };
        return async (engine, cancellationToken) =>
        {
            var (made, _) = await engine.Tokens.AddAsync(wish, dryRun: false, cancellationToken);
            return () =>
            {
                if (invocation.IsJson)
                {
                    return invocation.Answer(made, WireType.Of<TokenResource>());
                }

                invocation.Out.Line(made.Secret ?? "");
                invocation.Error.Line("keep it now: it cannot be shown again");
                return ExitCodes.Ok;
            };
        };
    }
}
