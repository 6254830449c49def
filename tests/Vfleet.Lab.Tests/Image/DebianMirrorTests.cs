using Vfleet.Lab.Image;

namespace Vfleet.Lab.Tests.Image;

public sealed class DebianMirrorTests
{
    [Theory]
    [InlineData("deb http://mirror.example/debian bookworm main", "http://mirror.example/debian")]
    [InlineData("# deb http://old.example/debian bookworm main\n deb\thttp://mirror.example/debian/ trixie contrib main # mine", "http://mirror.example/debian")]
    [InlineData("deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://mirror.example/debian stable main", "https://mirror.example/debian")]
    [InlineData("deb-src http://mirror.example/debian bookworm main", null)]
    [InlineData("deb http://vendor.example/apt tool-bookworm main\ndeb http://vendor.example/node nodistro main", null)]
    [InlineData("deb http://mirror.example/debian-security bookworm-security main", null)]
    [InlineData("deb http://mirror.example/debian bookworm contrib", null)]
    [InlineData("deb [arch=amd64 http://mirror.example/debian bookworm main", null)]
    [InlineData("", null)]
    public void The_one_line_format_names_the_first_whole_release(string text, string? expected) =>
        DebianMirror.FromList(text).ShouldBe(expected);

    [Theory]
    [InlineData("Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n", "http://mirror.example/debian")]
    [InlineData("# first\nTypes: deb\nURIs: http://vendor.example/node\nSuites: nodistro\nComponents: main\n\nTypes: deb-src deb\nURIs:\n http://mirror.example/debian/\nSuites:\n trixie\nComponents: contrib main\n", "http://mirror.example/debian")]
    [InlineData("Types: deb\r\nURIs: http://mirror.example/debian\r\nSuites: trixie\r\nComponents: main\r\n", "http://mirror.example/debian")]
    [InlineData("Enabled: no\nTypes: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n", null)]
    [InlineData("Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n", null)]
    [InlineData("Types: deb\nURIs: mirror+file:/etc/apt/mirrors\nSuites: trixie\nComponents: main\n", null)]
    public void The_deb822_format_names_the_first_whole_release(string text, string? expected) =>
        DebianMirror.FromSources(text).ShouldBe(expected);

    [Fact]
    public void Any_text_is_read_without_a_fault()
    {
        string[] pieces = ["deb", " ", "[", "]", "http://m/debian", "main", "trixie", "\n", "\n\n", "#", ":", "Types", "URIs: ", "Suites: ", "Components: ", "\t", "\r", "\0"];
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
