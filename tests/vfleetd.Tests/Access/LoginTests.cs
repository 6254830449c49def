using System.Net;
using Vfleet.Server.Access;
using Vfleet.Server.Tests.Running;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Server.Tests.Access;

public sealed class LoginTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public void After_some_failures_each_further_one_takes_longer_and_one_success_forgives()
    {
        var time = new ManualTime();
        var limits = new LoginLimits(time);
        for (var i = 0; i < 4; i++)
        {
            limits.Failed("user a", "address 1");
        }

        limits.Wait("user a").ShouldBe(TimeSpan.Zero);
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            limits.Failed("user a");
            waits.Add(limits.Wait("user a", "address 2").TotalSeconds);
            time.Advance(limits.Wait("user a"));
        }

        waits.ShouldBe([1, 2, 4, 8, 16, 32, 60, 60, 60]);
        limits.Succeeded("user a");
        limits.Failed("user a");
        limits.Wait("user a").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Failures_are_forgotten_after_a_quarter_of_an_hour()
    {
        var time = new ManualTime();
        var limits = new LoginLimits(time);
        for (var i = 0; i < 12; i++)
        {
            limits.Failed("user a");
        }

        time.Advance(TimeSpan.FromMinutes(16));
        limits.Failed("user a");

        limits.Wait("user a").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_flood_of_names_does_not_fill_the_memory_nor_push_out_who_must_wait_longest()
    {
        var limits = new LoginLimits(new ManualTime());
        for (var i = 0; i < 12; i++)
        {
            limits.Failed("user guessed");
        }

        for (var i = 0; i < 30_000; i++)
        {
            limits.Failed($"user {i}");
        }

        limits.Wait("user guessed").ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_hash_holds_for_its_password_only_and_an_older_cost_is_noticed()
    {
        using var passwords = new Passwords();
        var token = TestContext.Current.CancellationToken;
        var hash = Passwords.Hash("correct horse battery");

        hash.ShouldStartWith("pbkdf2-sha512$210000$");
        Passwords.Hash("correct horse battery").ShouldNotBe(hash);
        (await passwords.CheckAsync("correct horse battery", hash, token)).ShouldBe((true, false));
        (await passwords.CheckAsync("correct horse batterz", hash, token)).ShouldBe((false, false));
        (await passwords.CheckAsync("of nobody at all", null, token)).ShouldBe((false, false));
        (await passwords.CheckAsync("x", "no hash", token)).ShouldBe((false, false));
    }

    [Fact]
    public async Task Unknown_users_and_wrong_passwords_get_the_same_answer()
    {
        var unknown = (await engine.PostAsync("/api/v1/session", """{"user":"nobody","password":"wrong wrong wrong"}""", null)).ShouldBeRefused(HttpStatusCode.Unauthorized, "LOGIN_FAILED");
        var wrong = (await engine.PostAsync("/api/v1/session", """{"user":"admin","password":"wrong wrong wrong"}""", null)).ShouldBeRefused(HttpStatusCode.Unauthorized, "LOGIN_FAILED");

        wrong.Text.ShouldBe(unknown.Text);
        await engine.LogInAsync("admin", engine.Password);
    }

    [Fact]
    public async Task A_session_ends_with_log_out_a_new_password_or_a_disabled_user()
    {
        var first = await engine.UserAsync("ending", "viewer");
        (await engine.DeleteAsync("/api/v1/session", first)).ShouldBe(HttpStatusCode.NoContent);
        (await engine.GetAsync("/api/v1/vms", first)).ShouldBe(HttpStatusCode.Unauthorized);

        var second = await engine.LogInAsync("ending", "a long enough password");
        var made = (await engine.PostAsync("/api/v1/tokens", """{"name":"for a program"}""", second)).ShouldBe(HttpStatusCode.Created);
        var program = (string)made.Json["secret"]!;
        (await engine.PatchAsync("/api/v1/users/ending", """{"password":"another long password"}""")).ShouldBe(HttpStatusCode.OK);
        (await engine.GetAsync("/api/v1/vms", second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await engine.GetAsync("/api/v1/vms", program)).ShouldBe(HttpStatusCode.OK);

        (await engine.PatchAsync("/api/v1/users/ending", """{"disabled":true}""")).ShouldBe(HttpStatusCode.OK);
        (await engine.GetAsync("/api/v1/vms", program)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tokens_are_listed_without_secret_and_revoked_and_nobody_sees_those_of_others()
    {
        var token = await engine.UserAsync("with-tokens", "viewer");
        var made = (await engine.PostAsync("/api/v1/tokens", """{"name":"mine"}""", token)).ShouldBe(HttpStatusCode.Created);
        var other = await engine.UserAsync("without-tokens", "operator");

        (await engine.GetAsync(made.Location!, token)).ShouldBe(HttpStatusCode.OK).Json["secret"].ShouldBeNull();
        (await engine.GetAsync(made.Location!, other)).ShouldBe(HttpStatusCode.NotFound);
        (await engine.DeleteAsync(made.Location!, other)).ShouldBe(HttpStatusCode.NotFound);
        (await engine.PostAsync("/api/v1/tokens", """{"user":"admin"}""", other)).ShouldBeRefused(HttpStatusCode.Forbidden, "FORBIDDEN");
        (await engine.GetAsync("/api/v1/tokens", other)).Json["items"]!.AsArray().ShouldAllBe(one => (string)one!["user"]!["name"]! == "without-tokens");
        (await engine.DeleteAsync(made.Location!, token)).ShouldBe(HttpStatusCode.NoContent);
        (await engine.GetAsync("/api/v1/vms", (string)made.Json["secret"]!)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("weak-password-user")]
    public async Task Weak_passwords_are_refused(string password) => (await engine.PostAsync(
        "/api/v1/users", $$"""{"name":"weak-password-user","password":"{{password}}"}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "PASSWORD_INVALID");
}
