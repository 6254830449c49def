using System.Text;
using Vfleet.Linux.Sysfs;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Sysfs;

public sealed class SysfsRootTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_missing_file_is_an_answer()
    {
        _host.Root.TryReadText("sys/nothing/here", out var text).ShouldBe(Errno.NoEntry);
        text.ShouldBeEmpty();
        _host.Root.ReadText("sys/nothing/here").ShouldBeNull();
    }

    [Fact]
    public void An_unreadable_thing_is_a_fault_that_names_path_and_reason()
    {
        var fault = Should.Throw<SysfsException>(() => _host.Root.ReadText("sys/bus/pci"));
        fault.Errno.ShouldBe(Errno.IsDirectory);
        fault.Path.ShouldBe(Path.Join(_host.Files.Directory, "sys/bus/pci"));
        fault.Message.ShouldContain("Is a directory");
        fault.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../../../../../../../../../../etc/hostname")]
    public void A_link_in_a_tree_does_not_lead_out_of_it(string target)
    {
        File.Exists("/etc/hostname").ShouldBeTrue("the outside file must exist for this test to mean anything");
        File.CreateSymbolicLink(_host.Files.At("sys/leak"), target);
        _host.Root.TryReadText("sys/leak", out _).ShouldBe(Errno.NoEntry);

        _host.Files.Write("etc/hostname", "inside\n");
        _host.Root.ReadText("sys/leak").ShouldBe("inside");
    }

    [Fact]
    public void A_path_with_dots_does_not_lead_out_of_a_tree() =>
        _host.Root.TryReadText("../../../../../../etc/hostname", out _).ShouldBe(Errno.NoEntry);

    [Fact]
    public void An_attribute_that_is_a_link_is_not_followed()
    {
        File.CreateSymbolicLink(_host.Files.At("sys/bus/link"), "/etc/hostname");
        using var directory = _host.Root.TryOpenDirectory("sys/bus", out _)!;
        directory.TryRead("link", new byte[100], out _).ShouldBe(Errno.Loop);
    }

    [Fact]
    public void Content_that_fills_the_buffer_is_refused_rather_than_cut()
    {
        _host.Files.Write("sys/bus/long", new string('x', 64));
        using var directory = _host.Root.TryOpenDirectory("sys/bus", out _)!;
        directory.TryRead("long", new byte[64], out _).ShouldBe(Errno.TooLong);
        directory.TryRead("long", new byte[65], out var content).ShouldBe(Errno.None);
        content.Length.ShouldBe(64);
        _host.Root.TryReadBytes("sys/bus/long", out _, limit: 63).ShouldBe(Errno.TooLong);
        _host.Root.TryReadBytes("sys/bus/long", out var whole, limit: 64).ShouldBe(Errno.None);
        whole.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_000)]
    public void A_file_of_any_length_is_read_whole(int length)
    {
        var content = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();
        _host.Files.Write("some/file", content);
        _host.Root.TryReadBytes("some/file", out var read).ShouldBe(Errno.None);
        read.ShouldBe(content);
    }

    [Fact]
    public void A_directory_of_thousands_of_names_is_listed_whole_and_sorted()
    {
        for (var i = 0; i < 3000; i++)
        {
            _host.Files.Write($"many/name_with_some_length_{i}", "");
        }

        var names = _host.Root.List("many");
        names.Count.ShouldBe(3000);
        names.ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_directory_whose_device_is_gone_answers_missing()
    {
        _host.Files.Write("sys/devices/x/attribute", "1");
        using var directory = _host.Root.TryOpenDirectory("sys/devices/x", out _)!;
        _host.Files.Delete("sys/devices/x");
        directory.TryRead("attribute", new byte[8], out _).ShouldBe(Errno.NoEntry);
        directory.Names().ShouldBeEmpty();
    }

    [Fact]
    public void A_root_that_is_not_there_is_a_fault() =>
        Should.Throw<SysfsException>(() => SysfsRoot.Open("/no/such/tree")).Errno.ShouldBe(Errno.NoEntry);

    [Theory]
    [InlineData("a\0b")]
    [InlineData("too long")]
    public void A_path_that_the_kernel_could_not_take_is_invalid(string path) =>
        _host.Root.TryReadText(path == "too long" ? new string('a', 5000) : path, out _).ShouldBe(Errno.Invalid);

    [Fact]
    public void The_running_host_reads_its_own_proc()
    {
        SysfsRoot.Live.ReadText("proc/sys/kernel/ostype").ShouldBe("Linux");
        SysfsRoot.Live.Exists("proc/self").ShouldBeTrue();
        SysfsRoot.Live.TryReadLink("proc/self", out var target).ShouldBe(Errno.None);
        target.ShouldBe(Environment.ProcessId.ToString());
    }

    [Fact]
    public void Text_is_read_as_UTF_8_without_its_last_line_feed()
    {
        _host.Files.Write("etc/name", Encoding.UTF8.GetBytes("Grüße\n"));
        _host.Root.ReadText("etc/name").ShouldBe("Grüße");
    }
}
