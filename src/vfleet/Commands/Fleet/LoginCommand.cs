using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>vfleet login</c>.</summary>
internal sealed class LoginCommand : LeafCommand
{
    private readonly Argument<string> _url = new("ENGINE") { Description = "The engine's address: https://NAME or https://NAME:PORT (8443 when left out)." };
    private readonly Option<string?> _user = new("--user") { Description = "The user; admin when left out.", HelpName = "NAME" };
    private readonly Option<string?> _ca = new("--ca") { Description = "File with the certificate of the engine's authority in PEM.", HelpName = "FILE" };

    private readonly Option<string?> _fingerprint = new("--fingerprint")
    {
        Description = "SHA-256 of the engine's certificate, or of its authority's if the engine sends that.",
        HelpName = "SHA256",
    };

    private readonly Option<string?> _passwordFile = new("--password-file")
    {
        Description = "File whose first line is the password. Without it the password is asked for, or read from standard input when that is no terminal.",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    public LoginCommand()
        : base("login", "log in to the engine of a fleet")
    {
        Arguments.Add(_url);
        foreach (var option in (ReadOnlySpan<Option>)[_user, _ca, _fingerprint, _passwordFile])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Logs in to the engine of a fleet, and keeps address, certificate and session in $XDG_CONFIG_HOME/vfleet/engine.json (~/.config when that is not set), "
                + "which only you may read. Commands that act on the fleet use it until the session ends or 'vfleet logout'.",
            "An engine whose certificate no authority of this machine vouches for is trusted when --ca or --fingerprint say so, or when you are shown its fingerprint and "
                + "say yes. Compare it with what the engine's admin sees: from then on no other engine is accepted under this address.",
            "VFLEET_ENGINE, VFLEET_TOKEN and VFLEET_CA in the environment win over what is kept; programs set them instead of logging in.",
        ],
        new Example("The first time", "vfleet login https://engine.example"),
        new Example("From a script", "vfleet login https://engine.example --user anna --ca /etc/ssl/fleet.pem --password-file /run/secrets/anna"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        if (EngineOptions.ReadAddress(values.Text(_url)) is not { } address)
        {
            values.Refuse(EngineChoice.Malformed("engine", values.Text(_url)));
            return invocation.Refuse(values.Problems);
        }

        var asked = ReadTrust(invocation);
        if (!values.Problems.IsEmpty)
        {
            return invocation.Refuse(values.Problems);
        }

        try
        {
            var (trust, untrusted) = await EngineTrusting.DecideAsync(invocation, address, asked, cancellationToken);
            if (trust is null)
            {
                return invocation.Refuse(untrusted!);
            }

            var (password, unread) = ReadPassword(invocation);
            return password is null ? invocation.Refuse(unread!) : await LogInAsync(invocation, address, trust, password, cancellationToken);
        }
        catch (EngineException exception)
        {
            return invocation.Refuse(EngineProblems.Of(exception.Problem, mayLogIn: false));
        }
    }

    private EngineTrust? ReadTrust(Invocation invocation)
    {
        var values = invocation.Values;
        if (values.Text(_fingerprint) is not { } text)
        {
            var (authority, problem) = values.Text(_ca) is { } path ? EngineChoice.ReadAuthority(path, _ca.Name) : (null, null);
            if (problem is not null)
            {
                values.Refuse(problem);
            }

            return authority;
        }

        if (values.Text(_ca) is not null)
        {
            values.Refuse(new Problem(ProblemCode.OptionsConflict, "--ca and --fingerprint both say what to trust", "give one of them", "fingerprint"));
        }

        if (CertificateFingerprint.Parse(text) is { } fingerprint)
        {
            return new EngineTrust.ByFingerprint(fingerprint);
        }

        values.Refuse(new Problem(
            ProblemCode.Malformed, $"--fingerprint: '{text}' is no SHA-256", "give 32 octets in hexadecimal, as 'openssl x509 -noout -fingerprint -sha256' prints them", "fingerprint"));
        return null;
    }

    private (string? Password, Problem? Problem) ReadPassword(Invocation invocation)
    {
        if (invocation.Values.Text(_passwordFile) is { } path)
        {
            return Passwords.ReadFile(path, _passwordFile.Name);
        }

        var prompt = invocation.Around.Prompt;
        string? password;
        if (prompt.IsTerminal)
        {
            invocation.Error.Write($"password of {User(invocation)}: ");
            invocation.Error.Flush();
            password = prompt.ReadSecret();
            invocation.Error.Line();
        }
        else
        {
            password = prompt.ReadLine();
        }

        return password is { Length: > 0 }
            ? (password, null)
            : (null, new Problem(ProblemCode.OptionsConflict, "no password was given", "type it, write it to standard input, or name a file with --password-file"));
    }

    private async Task<int> LogInAsync(Invocation invocation, Uri address, EngineTrust trust, string password, CancellationToken cancellationToken)
    {
        if (SessionFile.Of(invocation.Around.Environment) is not { } file)
        {
            return invocation.Refuse(new Problem(ProblemCode.FileFault, "there is no home folder to keep the session in", "set XDG_CONFIG_HOME or HOME"));
        }

        using var engine = invocation.Around.Engines.Open(new EngineOptions(address) { Trust = trust, Time = invocation.Around.Time });
        var answer = await engine.LogInAsync(new LoginRequest(User(invocation), password), cancellationToken);
        var url = address.GetLeftPart(UriPartial.Authority);
        var pem = trust is EngineTrust.Pinned pinned ? pinned.Certificate.ExportCertificatePem() : null;
        if (file.Write(new SavedSession(url, answer.User, answer.Token, answer.Expires, pem)) is { } problem)
        {
            return invocation.Refuse(problem);
        }

        if (invocation.IsJson)
        {
            return invocation.Answer(new LoginView(url, answer.User, answer.Expires), JsonAnswers.Default.LoginView);
        }

        invocation.Out.Line($"logged in to {url} as {invocation.Out.Paint(answer.User, Tone.Plain)} until {WireSheet.Time(answer.Expires, invocation.Around.Time.LocalTimeZone)}");
        return ExitCodes.Ok;
    }

    private string User(Invocation invocation) => invocation.Values.Text(_user) ?? "admin";
}
