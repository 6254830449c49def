using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Vfleet.Client;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class SessionTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("vfleet-session-");
    private readonly FakeEngine _engine = SampleFleet.Create();
    private readonly X509Certificate2 _certificate = SelfSigned();

    private string SessionPath => Path.Join(_home.FullName, ".config", "vfleet", "engine.json");

    private CertificateFingerprint Fingerprint => CertificateFingerprint.Of(_certificate);

    public void Dispose()
    {
        _home.Delete(recursive: true);
        _certificate.Dispose();
    }

    [Fact]
    public async Task Whoever_says_yes_to_the_fingerprint_trusts_that_engine_from_then_on()
    {
        var login = Someone(width: 80, "y", "correct horse");

        var result = await login.RunAsync("login engine.example");

        result.Code.ShouldBe(0);
        result.Out.ShouldBe("logged in to https://engine.example:8443 as admin until 2026-01-03 03:04:05\n");
        result.Error.ShouldBe(
            "No authority that this machine knows vouches for the engine at engine.example:8443.\n"
            + $"Its certificate has the fingerprint SHA-256 {Fingerprint}\n"
            + "Trust it from now on? [y/N] password of admin: \n");
        new FileInfo(SessionPath).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var later = Someone();
        (await later.RunAsync("network list")).Code.ShouldBe(0);
        var options = later.Connections.ShouldHaveSingleItem();
        options.Token.ShouldBe("secret");
        options.Trust.ShouldBeOfType<EngineTrust.Pinned>().Certificate.RawData.ShouldBe(_certificate.RawData);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("")]
    public async Task Without_a_yes_nothing_is_trusted_and_no_password_is_asked_for(string answer)
    {
        var cli = Someone(width: 80, answer, "correct horse");

        var result = await cli.RunAsync("login engine.example");

        result.Code.ShouldBe(4);
        result.Error.ShouldContain("code ENGINE_UNTRUSTED");
        cli.Typed.ShouldHaveSingleItem();
        cli.Connections.ShouldBeEmpty();
        File.Exists(SessionPath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_is_not_asked_and_must_name_what_it_trusts()
    {
        var refused = await Someone(width: null, "correct horse").RunAsync("login engine.example");
        var wrong = await Someone(width: null, "correct horse").RunAsync($"login engine.example --fingerprint {new string('a', 64)}");
        var right = await Someone(width: null, "correct horse").RunAsync($"login engine.example --fingerprint {Fingerprint}");

        (refused.Code, wrong.Code, right.Code).ShouldBe((4, 4, 0));
        refused.Error.ShouldContain($"it shows SHA-256 {Fingerprint}");
        wrong.Error.ShouldContain("no certificate that engine.example shows has the fingerprint AA:AA");
    }

    [Fact]
    public async Task An_authority_in_a_file_is_trusted_without_a_question()
    {
        var path = Path.Join(_home.FullName, "ca.pem");
        await File.WriteAllTextAsync(path, _certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var secret = Path.Join(_home.FullName, "secret");
        await File.WriteAllTextAsync(secret, "correct horse\n", TestContext.Current.CancellationToken);

        var result = await Someone().RunAsync($"login engine.example --ca {path} --password-file {secret} --json");

        result.Code.ShouldBe(0);
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("url").GetString().ShouldBe("https://engine.example:8443");
        result.Out.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("login http://engine.example", 2, "is no address of an engine")]
    [InlineData("login engine.example --fingerprint 12", 2, "is no SHA-256")]
    [InlineData("login engine.example --ca /nonexistent.pem", 10, "--ca: ")]
    [InlineData("login engine.example --ca /proc/self/status", 2, "is no certificate in PEM")]
    public async Task What_cannot_be_read_is_refused_before_anything_is_sent(string commandLine, int code, string error)
    {
        var cli = Someone(width: 80, "y", "correct horse");

        var result = await cli.RunAsync(commandLine);

        result.Code.ShouldBe(code);
        result.Error.ShouldContain(error);
        cli.Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_no_reason_to_log_in_again()
    {
        var result = await Someone(width: 80, "y", "wrong").RunAsync("login engine.example");

        result.Code.ShouldBe(7);
        result.Error.ShouldEndWith("error: the engine at https://engine.example:8443 does not let you in: user or password is wrong\n  code LOGIN_REFUSED\n  remedy: check user and password\n");
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_told_how()
    {
        (await Someone().RunAsync("host list")).ShouldBe(new CliResult(7, "", """
            error: this command acts on a fleet, and you are not logged in to an engine
              code NOT_LOGGED_IN
              remedy: log in: vfleet login https://ENGINE (or set VFLEET_ENGINE and VFLEET_TOKEN)

            """));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_told_from_one_that_never_was()
    {
        var cli = Cli.LoggedIn(_engine);
        _engine.Token = "another";

        var result = await cli.RunAsync("host list");

        result.Code.ShouldBe(7);
        result.Error.ShouldContain("the token is not known, or has ended");
        result.Error.ShouldContain("remedy: log in again: vfleet login https://engine.example:8443\n");
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, 11, "ENGINE_UNREACHABLE")]
    [InlineData(HttpRequestError.NameResolutionError, 11, "ENGINE_UNREACHABLE")]
    public async Task An_engine_that_is_not_there_is_told_as_such(HttpRequestError error, int code, string name)
    {
        _engine.Accidents.Enqueue(new HttpRequestException(error, "no"));

        var result = await Cli.LoggedIn(_engine).RunAsync("host list");

        result.Code.ShouldBe(code);
        result.Error.ShouldContain($"code {name}\n  remedy: ");
    }

    [Fact]
    public async Task What_is_no_engine_is_told_as_such()
    {
        _engine.Special["GET hosts"] = _ => new FakeAnswer(HttpStatusCode.OK, "<html>", null, "text/html");

        var result = await Cli.LoggedIn(_engine).RunAsync("host list");

        result.Code.ShouldBe(8);
        result.Error.ShouldContain("code ENGINE_STRANGE");
    }

    [Fact]
    public async Task The_environment_wins_and_another_engine_gets_no_token_of_this_one()
    {
        await Someone(width: 80, "y", "correct horse").RunAsync("login engine.example");
        var own = Someone();
        own.Environment["VFLEET_TOKEN"] = "secret";
        var other = Someone();
        other.Environment["VFLEET_ENGINE"] = "https://other.example";

        (await own.RunAsync("host list")).Code.ShouldBe(0);
        var refused = await other.RunAsync("host list");

        own.Connections[0].Trust.ShouldBeOfType<EngineTrust.Pinned>();
        refused.Code.ShouldBe(7);
        refused.Error.ShouldContain("you are not logged in to the engine at https://other.example");
        other.Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task Logging_out_ends_the_session_there_and_here()
    {
        await Someone(width: 80, "y", "correct horse").RunAsync("login engine.example");
        _engine.Special["DELETE session"] = _ => new FakeAnswer(HttpStatusCode.NoContent, null);

        var result = await Someone().RunAsync("logout");

        result.ShouldBe(new CliResult(0, "https://engine.example:8443 logged out\n", ""));
        _engine.Changes.Last().ShouldBe("DELETE /api/v1/session");
        File.Exists(SessionPath).ShouldBeFalse();
        (await Someone().RunAsync("logout")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task An_engine_that_is_gone_keeps_nobody_logged_in()
    {
        await Someone(width: 80, "y", "correct horse").RunAsync("login engine.example");
        _engine.Accidents.Enqueue(new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        var result = await Someone().RunAsync("logout");

        result.Code.ShouldBe(0);
        result.Error.ShouldStartWith("note: the engine at https://engine.example:8443 cannot be reached");
        File.Exists(SessionPath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_damaged_session_says_what_to_do()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(SessionPath)!);
        await File.WriteAllTextAsync(SessionPath, "{", TestContext.Current.CancellationToken);

        var result = await Someone().RunAsync("host list");

        result.Code.ShouldBe(10);
        result.Error.ShouldContain($"{SessionPath} is no session of vfleet");
    }

    private Cli Someone(int? width = null, params string[] typed)
    {
        var cli = new Cli
        {
            Engine = _engine,
            Width = width,
            Certificate = new ShownCertificate(false, _certificate, [_certificate]),
            Environment = { ["HOME"] = _home.FullName, ["NO_COLOR"] = "1" },
        };
        foreach (var line in typed)
        {
            cli.Typed.Enqueue(line);
        }

        return cli;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var begin = TimeProvider.System.GetUtcNow().AddDays(-1);
        return new CertificateRequest("CN=engine.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(begin, begin.AddYears(1));
    }
}
