using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>Which engine a command acts on: VFLEET_ENGINE, VFLEET_TOKEN and VFLEET_CA of the environment, else the session that was logged in to.</summary>
internal static class EngineChoice
{
    private const string LogIn = "log in: vfleet login https://ENGINE (or set VFLEET_ENGINE and VFLEET_TOKEN)";

    /// <summary>Finds it.</summary>
    /// <param name="around">The surroundings.</param>
    /// <returns>How to talk to it, or why nobody knows.</returns>
    public static (EngineOptions? Options, Problem? Problem) Of(Surroundings around)
    {
        var (saved, unread) = SessionFile.Of(around.Environment)?.Read() ?? default;
        var (engine, token, ca) = (Variable(around, "VFLEET_ENGINE"), Variable(around, "VFLEET_TOKEN"), Variable(around, "VFLEET_CA"));
        if (engine is null && unread is not null)
        {
            return (null, unread);
        }

        if ((engine ?? saved?.Url) is not { } url)
        {
            return (null, new Problem(EngineCode.NotLoggedIn, "this command acts on a fleet, and you are not logged in to an engine", LogIn));
        }

        if (EngineOptions.ReadAddress(url) is not { } address)
        {
            return (null, Malformed("VFLEET_ENGINE", url));
        }

        // What was agreed with one engine is not shown to another.
        saved = saved is not null && EngineOptions.ReadAddress(saved.Url) == address ? saved : null;
        if ((token ?? saved?.Token) is not { } bearer)
        {
            return (null, new Problem(EngineCode.NotLoggedIn, $"you are not logged in to the engine at {url}", $"log in: vfleet login {url} (or set VFLEET_TOKEN)"));
        }

        var (trust, problem) = ca is not null ? ReadAuthority(ca, "VFLEET_CA") : (saved?.Authority is { } pem ? new EngineTrust.Pinned(X509Certificate2.CreateFromPem(pem)) : new EngineTrust.OfSystem(), null);
        return problem is null ? (new EngineOptions(address) { Token = bearer, Trust = trust!, Time = around.Time }, null) : (null, problem);
    }

    /// <summary>Reads the certificate of an authority.</summary>
    /// <param name="path">A file in PEM.</param>
    /// <param name="source">The option or variable that names it.</param>
    public static (EngineTrust? Trust, Problem? Problem) ReadAuthority(string path, string source)
    {
        try
        {
            return (new EngineTrust.Pinned(X509Certificate2.CreateFromPem(File.ReadAllText(path))), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new Problem(ProblemCode.FileFault, $"{source}: {exception.Message}", "name a file with the authority's certificate in PEM", source.TrimStart('-')));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return (null, new Problem(ProblemCode.Malformed, $"{source}: {path} is no certificate in PEM", "name a file that begins with -----BEGIN CERTIFICATE-----", source.TrimStart('-')));
        }
    }

    /// <summary>What is wrong with an address.</summary>
    /// <param name="source">Where it was given.</param>
    /// <param name="text">The address.</param>
    public static Problem Malformed(string source, string text) =>
        new(ProblemCode.Malformed, $"{source}: '{text}' is no address of an engine", $"give https://NAME or https://NAME:PORT ({EngineOptions.DefaultPort} when left out)", source);

    private static string? Variable(Surroundings around, string name) => around.Environment(name) is { Length: > 0 } value ? value : null;
}
