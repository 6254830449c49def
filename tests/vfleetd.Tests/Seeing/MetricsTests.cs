using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Vfleet.Server.Seeing;
using Vfleet.Server.Tests.Running;
using Vfleet.TestKit.Sources;

namespace Vfleet.Server.Tests.Seeing;

public sealed partial class MetricsTests(TestEngine engine) : IClassFixture<TestEngine>
{
    // Set to 1, the test writes the page instead of comparing it.
    private const string Write = "VFLEET_WRITE_DOCS";

    [Fact]
    public void The_page_in_the_repository_lists_the_metrics_that_there_are()
    {
        var path = Path.Join(SourceTree.Root, "docs", "metrics.md");
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            File.WriteAllText(path, Page());
        }

        File.ReadAllText(path).ShouldBe(Page(), $"write it anew: run this test with {Write}=1");
    }

    [Fact]
    public async Task Metrics_are_in_the_form_that_Prometheus_reads()
    {
        await engine.GetAsync("/api/v1/hosts");
        var answer = (await engine.GetAsync("/metrics", null)).ShouldBe(HttpStatusCode.OK);

        answer.MediaType.ShouldBe("text/plain");
        var lines = answer.Text.TrimEnd('\n').Split('\n');
        lines.Where(line => !line.StartsWith('#')).ShouldAllBe(line => Sample().IsMatch(line));
        lines.ShouldContain("vfleet_store_works 1");
        lines.ShouldContain(line => line.StartsWith("""vfleet_http_request_seconds_count{route="/api/v1/hosts",method="GET",status="200"} """, StringComparison.Ordinal));
        lines.ShouldContain("""vfleet_hosts{status="up"} 0""");
        foreach (var histogram in lines.Where(line => line.Contains("_bucket{", StringComparison.Ordinal)).GroupBy(line => line[..line.IndexOf("le=", StringComparison.Ordinal)]))
        {
            histogram.Select(line => long.Parse(line.Split(' ')[^1])).ShouldBeInOrder();
        }
    }

    [Fact]
    public async Task An_engine_says_that_it_lives_and_whether_its_store_works()
    {
        (await engine.GetAsync("/healthz", null)).ShouldBe(HttpStatusCode.OK);
        (await engine.GetAsync("/readyz", null)).ShouldBe(HttpStatusCode.OK);
    }

    private string Page()
    {
        var page = new StringBuilder("""
            # Metrics

            `GET /metrics` gives them in Prometheus' text form: to the engine's own machine as they are, to others with the token of a viewer of the
            whole fleet. The same go to a collector when `otlp` is configured. A histogram has buckets from 0.5 ms to 10 s.

            `vfleet_vf_...` have the labels `host`, `pf`, `vf` and `vm`. They are what the PF's driver counts for a VF (IFLA_VF_STATS), also while a guest owns it;
            only VFs that VMs have are there, only at the engine that the host reports to, and they begin at 0 when the VFs are made anew.

            | metric | sort | what it is |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var instrument in engine.Server.Metrics.Instruments)
        {
            page.Append($"| `{instrument.Name}` | {MetricBook.KindOf(instrument)} | {instrument.Description} |\n");
        }

        return page.ToString();
    }

    [GeneratedRegex("""^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.]+$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
