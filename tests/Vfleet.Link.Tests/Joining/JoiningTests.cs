using System.Security.Cryptography.X509Certificates;
using Vfleet.Api;
using Vfleet.Domain.Problems;
using Vfleet.Link.Joining;

namespace Vfleet.Link.Tests.Joining;

public sealed class JoiningTests
{
    [Fact]
    public async Task A_host_that_joins_has_a_key_that_only_root_may_read_and_a_certificate_of_the_engine()
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();

        var joined = (await rig.JoinAsync(rig.Wish())).ShouldBeOfType<JoinOutcome.Joined>();

        joined.Link.HostName.ShouldBe("kvm1");
        joined.Link.Engines.ShouldBe([rig.Engine.Url.GetLeftPart(UriPartial.Authority)]);
        var request = rig.Engine.Joins.ShouldHaveSingleItem();
        request.HostName.ShouldBe("kvm1.example");
        request.Token.ShouldBe(rig.Token().ToString());
        ModeOf(rig.Folder.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var name in (string[])["link.json", "key.pem", "certificate.pem", "authority.pem"])
        {
            ModeOf(Path.Join(rig.Folder.Path, name)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var certificate = X509Certificate2.CreateFromPemFile(Path.Join(rig.Folder.Path, "certificate.pem"), Path.Join(rig.Folder.Path, "key.pem"));
        rig.Authority.Signed(certificate).ShouldBeTrue();
        File.ReadAllText(Path.Join(rig.Folder.Path, "authority.pem")).ShouldBe(rig.Authority.Pem);
    }

    [Fact]
    public async Task A_host_is_in_one_fleet_at_a_time_and_may_join_again_when_it_has_left()
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        await rig.JoinAsync(rig.Wish());

        var refused = (await rig.JoinAsync(rig.Wish())).ShouldBeOfType<JoinOutcome.Refused>();

        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.JoinedAlready);
        refused.Problems[0].Message.ShouldContain(rig.Engine.Url.Authority);
        refused.Problems[0].Remedy.ShouldContain("vfleet leave");
        rig.Engine.Joins.Count.ShouldBe(1);

        rig.Folder.Remove();
        rig.Folder.Exists.ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(rig.State).ShouldBeEmpty();
        (await rig.JoinAsync(rig.Wish())).ShouldBeOfType<JoinOutcome.Joined>();
    }

    [Theory]
    [InlineData("TOKEN_USED")]
    [InlineData("TOKEN_EXPIRED")]
    [InlineData("TOKEN_UNKNOWN")]
    public async Task What_the_engine_says_of_the_token_is_told_and_nothing_is_kept(string code)
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        rig.Engine.Refusals[Routes.AgentJoin] = (403, code, "this token cannot be used");

        var problem = await RefusalAsync(rig, rig.Wish());

        problem.Code.Name.ShouldBe(code);
        problem.Code.Kind.ShouldBe(ProblemKind.Refused);
        problem.Message.ShouldContain("this token cannot be used");
        problem.Remedy.ShouldBe("make a new token");
    }

    [Fact]
    public async Task An_engine_that_did_not_make_the_token_never_sees_it()
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        using var other = new FakeAuthority();

        var problem = await RefusalAsync(rig, rig.Wish() with { Token = new Api.Agents.JoinToken("c2VjcmV0", other.Fingerprint) });

        problem.Code.ShouldBe(ProblemCode.EngineUntrusted);
        problem.Message.ShouldContain("is not the one that made the token");
        rig.Engine.Joins.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_shows_the_right_authority_but_has_no_certificate_of_it_never_sees_the_token()
    {
        await using var rig = new LinkRig();
        using var impostor = new FakeAuthority();
        await using var between = new FakeEngine(impostor);
        await between.StartAsync();

        // Anybody may have the authority's certificate: it is public.
        between.ShownAuthority = rig.Authority.Pem;
        var problem = await RefusalAsync(rig, rig.Wish(between.Url));

        problem.Code.ShouldBe(ProblemCode.EngineUntrusted);
        problem.Message.ShouldContain("not of this fleet's authority");
        between.Joins.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_certificate_of_the_engine_must_be_for_the_name_in_the_address()
    {
        await using var rig = new LinkRig();
        await using var engine = new FakeEngine(rig.Authority) { ServerName = "engine.example" };
        await engine.StartAsync();

        var problem = await RefusalAsync(rig, rig.Wish(engine.Url));

        problem.Code.ShouldBe(ProblemCode.EngineUntrusted);
        problem.Message.ShouldContain("not for the name 'localhost'");
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_told_as_that()
    {
        await using var rig = new LinkRig();
        await using var engine = new FakeEngine(rig.Authority) { ServerBegan = TimeSpan.FromDays(60), ServerEnds = TimeSpan.FromDays(-30) };
        await engine.StartAsync();

        var problem = await RefusalAsync(rig, rig.Wish(engine.Url));

        problem.Code.ShouldBe(ProblemCode.ClockWrong);
        problem.Message.ShouldContain("this host's clock says");
        problem.Remedy.ShouldContain("timedatectl");
    }

    [Fact]
    public async Task When_nobody_answers_each_engine_is_told_and_the_next_is_asked()
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        await using var gone = await new FakeEngine(rig.Authority).StartAsync();
        var nobody = gone.Url;
        await gone.StopAsync();

        var problem = await RefusalAsync(rig, rig.Wish(nobody));
        problem.Code.ShouldBe(ProblemCode.EngineUnreachable);
        problem.Message.ShouldContain(nobody.Authority);
        problem.Remedy.ShouldContain("systemctl status vfleetd");

        var joined = (await rig.JoinAsync(rig.Wish(nobody, rig.Engine.Url))).ShouldBeOfType<JoinOutcome.Joined>();
        joined.Link.Engines.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("engine1", "https://engine1:8443/")]
    [InlineData("https://engine1", "https://engine1:8443/")]
    [InlineData("https://engine1:443/", "https://engine1/")]
    [InlineData("engine1:9443", "https://engine1:9443/")]
    [InlineData("https://[fd00::1]", "https://[fd00::1]:8443/")]
    public void An_address_has_the_port_of_engines_unless_it_names_another(string text, string address)
    {
        EngineAddress.TryParse(text, out var engine, out _).ShouldBeTrue();
        engine!.ToString().ShouldBe(address);
    }

    [Theory]
    [InlineData("http://engine1")]
    [InlineData("https://")]
    [InlineData("https://engine1/api")]
    [InlineData("https://root@engine1")]
    [InlineData("engine 1")]
    [InlineData("engine1:port")]
    public void What_is_no_address_is_refused_with_what_to_write(string text)
    {
        EngineAddress.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem!.Remedy.ShouldContain("https://ENGINE");
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsLinux() ? File.GetUnixFileMode(path) : throw new PlatformNotSupportedException();

    private static async Task<Problem> RefusalAsync(LinkRig rig, JoinWish wish)
    {
        var refused = (await rig.JoinAsync(wish)).ShouldBeOfType<JoinOutcome.Refused>();
        rig.Folder.Exists.ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(rig.State).ShouldBeEmpty();
        return refused.Problems.ShouldHaveSingleItem();
    }
}
