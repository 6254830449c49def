using System.Collections.Immutable;
using System.Net;
using Vfleet.Server.Configuring;
using Vfleet.TestKit.Sources;

namespace Vfleet.Server.Tests.Configuring;

public sealed class OptionReadingTests
{
    private static readonly Dictionary<string, ImmutableArray<string>> Nothing = [];

    [Fact]
    public void The_command_line_counts_before_the_environment_and_that_before_the_file()
    {
        var file = Write("""
            {
              // Where it is.
              "data": "/file", "store": "sqlite:/file", "listen": ["127.0.0.1:1", "[::1]:2"], "mostConnections": 50,
            }
            """);

        var options = OptionReading.Read(
            file,
            new Dictionary<string, ImmutableArray<string>> { ["data"] = ["/line"] },
            name => name switch { "VFLEETD_DATA" => "/environment", "VFLEETD_STORE" => "sqlite:/environment", "VFLEETD_NAME" => "a, b", _ => null },
            out var problems);

        problems.ShouldBeEmpty();
        options.Data.ShouldBe("/line");
        options.Store.ShouldBe("sqlite:/environment");
        options.Listen.ShouldBe([new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.IPv6Loopback, 2)]);
        options.MostConnections.ShouldBe(50);
        options.Names.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_and_no_value_is_shown()
    {
        var file = Write("""{"lisen":"0.0.0.0:1","data":"relative","store":"","otlp":"ftp://hidden","mostConnections":5,"key":"hidden"}""");

        OptionReading.Read(file, Nothing, _ => null, out var problems);

        problems.Select(problem => problem.Path).ShouldBe(["lisen", "data", "store", "otlp", "mostConnections", "certificate"], ignoreOrder: true);
        problems[0].Remedy.ShouldContain("'listen'");
        problems.ShouldAllBe(problem => !problem.Message.Contains("hidden"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":"/a","data":"/b"}""")]
    public void A_file_that_is_none_is_refused(string text)
    {
        OptionReading.Read(Write(text), Nothing, _ => null, out var problems);

        problems.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_refused()
    {
        OptionReading.Read("/nowhere/vfleetd.json", Nothing, _ => null, out var problems);

        problems.ShouldHaveSingleItem().Code.Name.ShouldBe("FILE_FAULT");
    }

    [Fact]
    public void Every_key_is_documented()
    {
        var page = File.ReadAllText(Path.Join(SourceTree.Root, "docs", "engine.md"));

        OptionKeys.All.ShouldAllBe(key => page.Contains($"| `{key.Name}` | `{key.Variable}` | `{key.Option}` |"));
    }

    private static string Write(string text)
    {
        var path = Path.Join(Path.GetTempPath(), $"vfleetd-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, text);
        return path;
    }
}
