using System.Text.Json;
using Vfleet.Cli.Running;
using Vfleet.Host;
using Vfleet.Host.Capturing;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet capture</c>, and the other commands on what it wrote. The host is a recorded tree, read by the real reader.</summary>
public sealed class CaptureTests : IDisposable
{
    private readonly FakeHost _host = new FakeHost().AddPf("0000:01:00.0", netdev: "enp1s0", vfs: 3);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-capture-");

    private string FilePath => Path.Join(_folder.FullName, "host.tar.gz");

    public void Dispose()
    {
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_file_and_what_is_in_it_are_told_in_one_line()
    {
        var result = await new Cli { Capture = await ReadAsync() }.RunAsync("capture", FilePath);

        result.Code.ShouldBe(0);
        result.Out.ShouldMatch($@"^{FilePath}: \d+ bytes, 1 PFs, 3 VFs\n$");
        result.Error.ShouldBeEmpty();
        File.Exists(FilePath).ShouldBeTrue();
    }

    [Fact]
    public async Task Programs_read_what_was_written()
    {
        var result = await new Cli { Capture = await ReadAsync() }.RunAsync("capture", FilePath, "--mask-macs", "--json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("file").GetString().ShouldBe(FilePath);
        json.RootElement.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(FilePath).Length);
        json.RootElement.GetProperty("vfs").GetInt32().ShouldBe(3);
        json.RootElement.GetProperty("guests").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement.GetProperty("masksMacs").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("unread").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_could_not_be_read_is_told_with_the_file_written_all_the_same()
    {
        _host.Files.MakeDirectory("proc/cmdline");

        var result = await new Cli { Capture = await ReadAsync() }.RunAsync("capture", FilePath);

        result.Code.ShouldBe(0);
        result.Error.ShouldContain("1 files are missing in it because they could not be read: proc/cmdline: Is a directory");
        File.Exists(FilePath).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_refused()
    {
        var result = await new Cli { Capture = await ReadAsync() }.RunAsync("capture", "/nonexistent/host.tar.gz");

        result.Code.ShouldBe(10);
        result.Error.ShouldContain("code FILE_FAULT");
    }

    [Fact]
    public async Task Every_command_that_reads_takes_the_file_as_a_host()
    {
        (await ReadAsync()).Write(FilePath, maskMacs: false).Problem.ShouldBeNull();

        var fromFile = await OnRealReaderAsync("vf", "list", "--root", FilePath, "--json");
        var fromFolder = await OnRealReaderAsync("vf", "list", "--root", _host.Root.Path, "--json");

        fromFile.Code.ShouldBe(0);
        fromFile.Out.ShouldBe(fromFolder.Out);
        using var json = JsonDocument.Parse(fromFile.Out);
        json.RootElement.GetProperty("vfs").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task The_doctor_looks_at_the_file_and_leaves_nothing_behind()
    {
        (await ReadAsync()).Write(FilePath, maskMacs: false).Problem.ShouldBeNull();
        var cli = new Cli { ReallyOpens = true };

        var result = await cli.RunAsync("doctor", FilePath, "--json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("vfs").GetInt32().ShouldBe(3);
        result.Code.ShouldBeOneOf(ExitCodes.Ok, ExitCodes.Blocked);
        cli.Choice!.Root.ShouldNotBeNull();
        Directory.Exists(cli.Choice.Root).ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_of_a_file_is_refused_by_the_name_that_was_given()
    {
        (await ReadAsync()).Write(FilePath, maskMacs: false).Problem.ShouldBeNull();

        var result = await OnRealReaderAsync("pf", "set", "enp1s0", "--vfs", "2", "--root", FilePath);

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("code RECORDED_HOST");
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("pf list --root")]
    public async Task A_file_that_is_no_capture_is_refused(string command)
    {
        await File.WriteAllTextAsync(FilePath, "no capture", TestContext.Current.CancellationToken);

        var result = await OnRealReaderAsync([.. command.Split(' '), FilePath]);

        result.Code.ShouldBe(10);
        result.Error.ShouldContain("host.tar.gz is no whole capture");
        result.Error.ShouldContain("code CAPTURE_DAMAGED");
    }

    private async Task<HostCapture> ReadAsync()
    {
        await using var host = HostFactory.Open(new HostOptions { Root = _host.Root.Path });
        return await host.CaptureAsync(TestContext.Current.CancellationToken);
    }

    private static Task<CliResult> OnRealReaderAsync(params string[] args) => new Cli { ReallyOpens = true }.RunAsync(args);
}
