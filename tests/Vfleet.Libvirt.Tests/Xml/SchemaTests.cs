using System.Diagnostics;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Xml;

/// <summary>What is written follows libvirt's own schemas (Debian packages libvirt0 and libxml2-utils).</summary>
public sealed class SchemaTests
{
    private const string Schemas = "/usr/share/libvirt/schemas";
    private const int Documents = 40;

    [Fact]
    public async Task Domains_follow_the_schema()
    {
        var valid = Enumerable.Range(0, Documents).Select(static seed => Domain(new Any(seed, plain: true))).ToArray();
        (await ValidateAsync("domain.rng", valid)).ShouldBe("");
    }

    [Fact]
    public async Task Whole_domains_follow_the_schema()
    {
        var made = Enumerable.Range(0, Documents).Select(static seed => AnyDomain.Of(seed, plain: true).ToXml()).ToArray();
        (await ValidateAsync("domain.rng", made)).ShouldBe("");
    }

    [Fact]
    public async Task Networks_follow_the_schema()
    {
        var valid = Enumerable.Range(0, Documents).Select(static seed => new Any(seed).Network().ToXml()).ToArray();
        (await ValidateAsync("network.rng", valid)).ShouldBe("");
    }

    [Fact]
    public async Task The_schema_would_notice() =>
        (await ValidateAsync("network.rng", ["<network><name>n</name><forward mode='hybrid'/></network>"])).ShouldContain("fails to validate");

    private static string Domain(Any any) => DomainDocument
        .Parse("<domain type='kvm'><name>d</name><memory>1024</memory><os><type>hvm</type></os></domain>")
        .WithInterface(any.Interface())
        .WithInterface(any.Interface())
        .WithHostDevice(any.HostDevice())
        .ToXml();

    /// <summary>Runs xmllint over documents; its complaints, or nothing.</summary>
    private static async Task<string> ValidateAsync(string schema, string[] documents)
    {
        Directory.Exists(Schemas).ShouldBeTrue("install the Debian package libvirt0");
        File.Exists("/usr/bin/xmllint").ShouldBeTrue("install the Debian package libxml2-utils");
        var folder = Directory.CreateTempSubdirectory("vfleet-schema");
        try
        {
            var start = new ProcessStartInfo("xmllint") { RedirectStandardError = true, UseShellExecute = false };
            start.ArgumentList.Add("--noout");
            start.ArgumentList.Add("--relaxng");
            start.ArgumentList.Add(Path.Combine(Schemas, schema));
            for (var i = 0; i < documents.Length; i++)
            {
                var file = Path.Combine(folder.FullName, $"{i}.xml");
                await File.WriteAllTextAsync(file, documents[i], TestContext.Current.CancellationToken);
                start.ArgumentList.Add(file);
            }

            using var process = Process.Start(start)!;
            var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0 ? "" : string.Join('\n', said.Split('\n').Where(static line => !line.EndsWith(" validates", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
