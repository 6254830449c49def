using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Connecting;

public sealed class ConnectTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_connects_looks_at_the_root_and_closes()
    {
        using var client = await SdkClient.ConnectAsync(engine);

        var api = await client.GetAsync("");
        api.Name.LocalName.ShouldBe("api");
        var version = api.Element("product_info")!.Element("version")!;
        (int.Parse(version.Element("major")!.Value), int.Parse(version.Element("minor")!.Value)).ShouldBe((4, 5));
        api.Element("product_info")!.Element("name")!.Value.ShouldBe("Vfleet");
        api.Elements("link").Select(link => link.Attribute("rel")!.Value).ShouldContain("jobs");
        api.Element("special_objects")!.Element("blank_template")!.Attribute("id")!.Value.ShouldBe("00000000-0000-0000-0000-000000000000");
        await client.CloseAsync();
        (await SdkClient.RefusedAsync(() => client.GetAsync(""), 401)).Message.ShouldContain("sso/oauth/token");
        await client.CloseAsync();
    }

    [Theory]
    [InlineData("admin@internal")]
    [InlineData("admin@internalsso")]
    [InlineData("admin")]
    public async Task The_profile_of_a_user_does_not_matter(string user)
    {
        using var client = await SdkClient.ConnectAsync(engine, user);

        (await client.GetAsync("")).Element("authenticated_user").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_JSON()
    {
        var refused = await Should.ThrowAsync<SdkException>(() => SdkClient.ConnectAsync(engine, "nobody@internal", "a wrong password"));

        refused.Status.ShouldBe(400);
        refused.Message.ShouldContain("user or password are wrong");
    }

    [Theory]
    [InlineData("/ovirt-engine/sso/oauth/token-http-auth", "grant_type=urn:ovirt:params:oauth:grant-type:http", "Kerberos")]
    [InlineData("/ovirt-engine/sso/oauth/token", "grant_type=client_credentials", "password")]
    [InlineData("/ovirt-engine/sso/oauth/token", "grant_type=password&username=admin", "password is missing")]
    [InlineData("/ovirt-engine/sso/oauth/token", "%ff%fe=&&&==&", "grant_type")]
    public async Task A_log_in_that_cannot_be_is_told_in_JSON(string path, string form, string said)
    {
        var answered = await SendFormAsync(path, form);

        answered.ShouldBe(HttpStatusCode.BadRequest);
        answered.MediaType.ShouldBe("application/json");
        ((string)answered.Json["error"]!).ShouldContain(said);
    }

    [Fact]
    public async Task A_token_can_be_revoked()
    {
        var token = (string)(await SendFormAsync("/ovirt-engine/sso/oauth/token", $"grant_type=password&username=admin&password={engine.Password}")).Json["access_token"]!;

        (await engine.GetAsync("/ovirt-engine/api", token)).ShouldBe(HttpStatusCode.OK);
        (await SendFormAsync("/ovirt-engine/sso/oauth/revoke", $"token={token}")).Text.ShouldBe("{}");
        (await engine.GetAsync("/ovirt-engine/api", token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task User_and_password_do_instead_of_a_token_until_the_password_changes()
    {
        const string First = "the first long password";
        const string Second = "the second long password";
        (await engine.PostAsync("/api/v1/users", $$"""{"name":"basic","password":"{{First}}","grants":[{"role":"viewer","scope":"fleet"}]}""")).ShouldBe(HttpStatusCode.Created);
        using var client = new SdkClient(engine);

        (await BasicAsync(client, "basic@internal", First)).ShouldBe(HttpStatusCode.OK);
        (await BasicAsync(client, "basic", First)).ShouldBe(HttpStatusCode.OK);
        (await BasicAsync(client, "basic", Second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await engine.PatchAsync("/api/v1/users/basic", $$"""{"password":"{{Second}}"}""")).ShouldBe(HttpStatusCode.OK);
        (await BasicAsync(client, "basic", First)).ShouldBe(HttpStatusCode.Unauthorized);
        (await BasicAsync(client, "basic", Second)).ShouldBe(HttpStatusCode.OK);
        (await engine.PatchAsync("/api/v1/users/basic", """{"disabled":true}""")).ShouldBe(HttpStatusCode.OK);
        (await BasicAsync(client, "basic", Second)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Many_requests_with_a_password_at_once_cost_one_check()
    {
        using var client = new SdkClient(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => BasicAsync(client, "admin", engine.Password)));

        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_is_told_how_to_log_in()
    {
        using var client = new SdkClient(engine);
        using var response = await client.SendRawAsync("GET", "/hosts", null, authorization: "");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.Select(way => way.Scheme).ShouldBe(["Basic", "Bearer"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
    }

    [Fact]
    public async Task The_certificate_of_the_authority_is_where_clients_fetch_it()
    {
        var answered = await engine.GetAsync("/ovirt-engine/services/pki-resource?resource=ca-certificate&format=X509-PEM-CA", token: null);

        answered.ShouldBe(HttpStatusCode.OK).Text.ShouldBe(engine.Server.Authority.Pem);
    }

    [Fact]
    public async Task JSON_is_answered_to_those_who_ask_for_it()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        using var response = await client.SendRawAsync("GET", "", null, accept: "application/json");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        ((string)json["product_info"]!["version"]!["major"]!).ShouldBe("4");
        json["link"].ShouldBeOfType<JsonArray>();
        using var either = await client.SendRawAsync("GET", "", null, accept: "application/xml, application/json;q=0.9");
        XElement.Parse(await either.Content.ReadAsStringAsync(Token)).Name.LocalName.ShouldBe("api");
    }

    private static async Task<HttpStatusCode> BasicAsync(SdkClient client, string user, string password)
    {
        using var response = await client.SendRawAsync(
            "GET", "", null, authorization: $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}");
        return response.StatusCode;
    }

    private Task<Answered> SendFormAsync(string path, string form) =>
        engine.SendAsync("POST", path, form, token: null, ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"));
}
