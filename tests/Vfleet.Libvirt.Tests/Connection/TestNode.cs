using Vfleet.Libvirt.Connection;

namespace Vfleet.Libvirt.Tests.Connection;

/// <summary>
/// A connection to libvirt's own test driver with a host of its own, made from a file: tests do not see each other.
/// Needs the Debian package libvirt0, no daemon.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    /// <summary>A running domain with one interface.</summary>
    internal const string Domain = """
        <domain type='test'>
          <name>web</name>
          <uuid>6f2b6a1e-8f0c-4f4b-9d0a-0d6f3f1f2a11</uuid>
          <memory unit='MiB'>192</memory>
          <os><type arch='x86_64'>hvm</type></os>
          <devices>
            <interface type='network'>
              <mac address='52:54:00:00:00:01'/>
              <source network='default'/>
              <target dev='vnet0'/>
              <alias name='ua-nic0'/>
            </interface>
          </devices>
        </domain>
        """;

    private const string Network = "<network><name>default</name><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'/></network>";

    private readonly string _file;

    private TestNode(string file, ILibvirtConnection connection)
    {
        _file = file;
        Connection = connection;
    }

    internal static Guid Web => Guid.Parse("6f2b6a1e-8f0c-4f4b-9d0a-0d6f3f1f2a11");

    internal ILibvirtConnection Connection { get; }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        File.Delete(_file);
    }

    internal static async Task<TestNode> OpenAsync(string? domains = null, bool readOnly = false)
    {
        var file = Path.Combine(Path.GetTempPath(), $"vfleet-node-{Guid.NewGuid():n}.xml");
        await File.WriteAllTextAsync(file, $"<node>{domains ?? Domain}{Network}</node>", TestContext.Current.CancellationToken);
        var options = new ConnectionOptions { Uri = $"test://{file}", ReadOnly = readOnly };
        var outcome = await new LibvirtClient().OpenAsync(options, TestContext.Current.CancellationToken);
        return new(file, outcome.Require());
    }
}
