using Vfleet.Lab.Image;

namespace Vfleet.Lab.Tests.Image;

public sealed class DebianMirrorTests
{
    [Theory]
    [InlineData("deb http://m.example/debian bookworm main", "http://m.example/debian")]
    [InlineData("# deb http://old.example/d stable main\n deb\thttp://m.example/debian/ trixie contrib main # x", "http://m.example/debian")]
    [InlineData("deb [arch=amd64 signed-by=/k.gpg] https://m.example/debian stable main", "https://m.example/debian")]
    [InlineData("deb-src http://m.example/debian bookworm main", null)]
    [InlineData("deb http://vendor.example/apt tool-bookworm main\ndeb http://vendor.example/node nodistro main", null)]
    [InlineData("deb http://m.example/debian-security bookworm-security main", null)]
    [InlineData("deb http://m.example/debian bookworm contrib", null)]
    [InlineData("deb [arch=amd64 http://m.example/debian bookworm main", null)]
    [InlineData("", null)]
    public void The_one_line_format_names_the_first_whole_release(string text, string? expected) =>
        DebianMirror.FromList(text).ShouldBe(expected);

    [Theory]
    [InlineData("Types: deb\nURIs: http://m.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n", "http://m.example/debian")]
    [InlineData(
        "# first\nTypes: deb\nURIs: http://vendor.example/node\nSuites: nodistro\nComponents: main\n\n"
        + "Types: deb-src deb\nURIs:\n http://m.example/debian/\nSuites:\n trixie\nComponents: contrib main\n",
        "http://m.example/debian")]
    [InlineData("Types: deb\r\nURIs: http://m.example/debian\r\nSuites: trixie\r\nComponents: main\r\n", "http://m.example/debian")]
    [InlineData("Enabled: no\nTypes: deb\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n", null)]
    [InlineData("Types: deb\nURIs: http://m.example/debian-security\nSuites: bookworm-security\nComponents: main\n", null)]
    [InlineData("Types: deb\nURIs: mirror+file:/etc/apt/mirrors\nSuites: trixie\nComponents: main\n", null)]
    public void The_deb822_format_names_the_first_whole_release(string text, string? expected) =>
        DebianMirror.FromSources(text).ShouldBe(expected);

    [Fact]
    public void Any_text_is_read_without_a_fault()
    {
        string[] pieces =
        [
            "deb", " ", "[", "]", "http://m/debian", "main", "trixie", "\n", "\n\n", "#", ":",
            "Types", "URIs: ", "Suites: ", "Components: ", "\t", "\r", "\0",
        ];
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var found in new[] { DebianMirror.FromList(text), DebianMirror.FromSources(text) })
            {
                found?.ShouldStartWith("http://m/debian");
            }
        }
    }
}
