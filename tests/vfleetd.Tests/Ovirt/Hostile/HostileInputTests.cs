using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Vfleet.Server.Tests.Ovirt.Networking;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hostile;

public sealed class HostileInputTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private const string Network = "/ovirt-engine/api/networks";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bodies => new()
    {
        { "expanding entities", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]><network><name>&c;</name></network>" },
        { "an entity of a file", "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><network><name>&f;</name></network>" },
        { "a DTD from elsewhere", "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><network/>" },
        { "deep nesting", string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000)) },
        { "many elements", $"<network>{string.Concat(Enumerable.Repeat("<a/>", 100_000))}</network>" },
        { "a very long text", $"<network><name>{new string('x', 600_000)}</name></network>" },
        { "an end without a beginning", "</network>" },
        { "no end", "<network><name>x" },
        { "two roots", "<network/><network/>" },
        { "an unknown encoding", "<?xml version=\"1.0\" encoding=\"no-such-thing\"?><network/>" },
        { "characters that XML has not", "<network><name>\u0001</name></network>" },
        { "an unknown entity", "<network><name>&nbsp;</name></network>" },
        { "no XML at all", "name=x" },
        { "a prefix of nothing", "<a:network/>" },
    };

    public static TheoryData<string> JsonBodies =>
    [
        "[]", "null", "1", "\"x\"", "{", "{\"name\":", "{\"name\":[[[[]]]]}", $"{new string('[', 5000)}", $"{{\"a\":{string.Concat(Enumerable.Repeat("{\"a\":", 100))}1",
        $"{{\"a\":[{string.Join(',', Enumerable.Repeat("1", 30_000))}]}}", "{\"name\":\"\\ud800\"}",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Bad_XML_is_a_fault_and_quick(string what, string body)
    {
        var (status, root, took) = await PostAsync("application/xml", Encoding.UTF8.GetBytes(body));

        status.ShouldBe(HttpStatusCode.BadRequest, what);
        root!.Name.LocalName.ShouldBe("fault");
        root.Value.ShouldNotContain("root:x:");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(5), what);
    }

    [Theory]
    [MemberData(nameof(JsonBodies))]
    public async Task Bad_JSON_is_a_fault_and_quick(string body)
    {
        var (status, root, took) = await PostAsync("application/json", Encoding.UTF8.GetBytes(body));

        status.ShouldBe(HttpStatusCode.BadRequest);
        root!.Name.LocalName.ShouldBe("fault");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Invalid_UTF8_is_a_fault()
    {
        (await PostAsync("application/xml", [.. "<network><name>"u8, 0xff, 0xfe, 0xc0, .. "</name></network>"u8])).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync("application/json", [.. "{\"name\":\""u8, 0xff, 0xc0, .. "\"}"u8])).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_in_another_encoding_of_XML_is_read()
    {
        var (status, root, _) = await PostAsync("application/xml", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<network><name>x</name></network>")]);

        status.ShouldBe(HttpStatusCode.BadRequest);
        root!.Element("reason")!.Value.ShouldBe("Incomplete parameters");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_fault()
    {
        var body = new byte[(2 * 1024 * 1024) + 1];
        body.AsSpan().Fill((byte)' ');

        (await PostAsync("application/xml", body)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_of_another_media_type_is_a_fault_but_none_needs_none()
    {
        (await PostAsync("text/plain", "x"u8.ToArray())).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PostAsync(null, "<network/>"u8.ToArray())).Root!.Element("reason")!.Value.ShouldBe("Incomplete parameters");
        (await PostAsync("text/plain", [])).Root!.Element("reason")!.Value.ShouldBe("Incomplete parameters");
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/networks/none", 404)]
    [InlineData("GET", "/networks/..%2f..%2f", 404)]
    [InlineData("PATCH", "/networks", 405)]
    [InlineData("DELETE", "/networks", 405)]
    [InlineData("OPTIONS", "/networks", 200)]
    [InlineData("HEAD", "/networks", 200)]
    [InlineData("PROPFIND", "/networks", 405)]
    [InlineData("GET", "/v4/networks", 200)]
    [InlineData("GET", "/networks/", 200)]
    [InlineData("GET", "/networks?max=x&follow=a.b.c.d.e.f.g.h&search=", 400)]
    public async Task Addresses_and_methods_that_are_not_known_are_no_problem_documents(string method, string path, int status)
    {
        using var client = await SdkClient.ConnectAsync(engine);
        using var response = await client.SendRawAsync(method, path, null);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/xml");
        (await response.Content.ReadAsStringAsync(Token)).ShouldNotContain("urn:vfleet:problem");
    }

    [Fact]
    public async Task Beside_the_API_there_is_nothing_and_no_problem_document()
    {
        var answered = await engine.GetAsync("/ovirt-engine/webadmin/");

        answered.ShouldBe(HttpStatusCode.NotFound).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_with_characters_that_XML_and_headers_have_not_are_shown()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var network = await NetworkingTests.NetworkAsync(client, "größe &lt;1&gt; &amp; \"2\"", "<profile_required>false</profile_required>");

        (await client.GetAsync($"/networks/{network}")).Element("name")!.Value.ShouldBe("größe <1> & \"2\"");
    }

    [Fact]
    public async Task Whatever_is_sent_no_answer_is_a_defect_or_slow()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var random = new Random(7);
        string[] paths = ["/networks", "/vnicprofiles", "/clusters", "/datacenters", $"/networks/{Guid.NewGuid()}", "/events", "/users"];
        string[] methods = ["POST", "PUT", "DELETE", "GET"];
        string[] words = ["<network>", "</network>", "<name>", "</name>", "x", "<vlan id=\"", "\"/>", "&amp;", "&#0;", "<![CDATA[", "]]>", "<!--", "{", "}", "[", "]", ":", ",", "\"name\"", "1e999", "\u0000", "\ud800", "é"];
        var until = Stopwatch.StartNew();
        var count = 0;
        while (until.Elapsed < TimeSpan.FromSeconds(4))
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            var query = random.Next(3) switch { 0 => "", 1 => $"?search={Uri.EscapeDataString(Words(body))}&max={random.Next(-2, 3)}", _ => $"?follow={Uri.EscapeDataString(Words(body))}&all_content" };
            var began = Stopwatch.GetTimestamp();
            using var response = await client.SendRawAsync(
                methods[random.Next(methods.Length)], paths[random.Next(paths.Length)] + query, body, random.Next(2) == 0 ? "application/xml" : "application/json", random.Next(2) == 0 ? "application/xml" : "application/json");
            ((int)response.StatusCode).ShouldBeLessThan(500, $"{body} {query}");
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            count++;
        }

        count.ShouldBeGreaterThan(20);
        engine.Log.ShouldNotContain("A defect at");

        static string Words(string text) => new([.. text.Where(letter => !char.IsSurrogate(letter))]);
    }

    private async Task<(HttpStatusCode Status, XElement? Root, TimeSpan Took)> PostAsync(string? mediaType, byte[] body)
    {
        using var http = engine.Client();
        using var message = new HttpRequestMessage(HttpMethod.Post, Network) { Content = new ByteArrayContent(body), Version = HttpVersion.Version11 };
        message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {engine.Admin}");

        // As curl, and with it the SDK, does with a large body: else the answer may be lost while the rest of it is sent to a closed connection.
        message.Headers.ExpectContinue = body.Length > 1024 * 1024;
        message.Content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        var began = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(message, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.Length == 0 ? null : XElement.Parse(text), Stopwatch.GetElapsedTime(began));
    }
}
