using System.Net;
using System.Text.Json;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class VmWorkTests
{
    private readonly FakeEngine _engine = SampleFleet.Create();

    [Theory]
    [InlineData("vm start web1", "vms/web1/start {}")]
    [InlineData("vm start web1 --host h2", "vms/web1/start {\"host\":{\"name\":\"h2\"}}")]
    [InlineData("vm shutdown web1 --seconds 600", "vms/web1/shutdown {\"seconds\":600}")]
    [InlineData("vm stop web1", "vms/web1/stop")]
    [InlineData("vm reboot web1", "vms/web1/reboot")]
    [InlineData("vm adopt h1 old --profiles red/fast,red/slow", "hosts/h1/adopt {\"guest\":{\"name\":\"old\"},\"profiles\":[{\"name\":\"red/fast\"},{\"name\":\"red/slow\"}]}")]
    [InlineData("vm adopt h1 old", "hosts/h1/adopt {\"guest\":{\"name\":\"old\"}}")]
    [InlineData("nic plug web1 nic1", "vms/web1/nics/nic1/plug")]
    [InlineData("nic unplug web1 nic1", "vms/web1/nics/nic1/unplug {}")]
    [InlineData("nic unplug web1 nic1 --force --seconds 5", "vms/web1/nics/nic1/unplug {\"seconds\":5,\"force\":true}")]
    [InlineData("host drain h1 --budget 2 --seconds 60", "hosts/h1/drain {\"budget\":2,\"seconds\":60}")]
    public async Task Work_begins_with_one_call(string command, string request)
    {
        Begin(request.Split(' ')[0]);

        var result = await Cli.LoggedIn(_engine).RunAsync(command);

        result.ShouldBe(new CliResult(0, $"vm.start web1 h1 has begun\nfollow it with 'vfleet operation wait {SampleFleet.Operation}'\n", ""));
        _engine.Changes.ShouldHaveSingleItem().ShouldBe($"POST /api/v1/{request}");
        _engine.Requests[0].Key.ShouldNotBeNull();
    }

    [Fact]
    public async Task With_wait_a_start_is_followed_to_its_end()
    {
        Begin("vms/web1/start");
        _engine.Follow(Work("running", ",\"progress\":\"programming VF 3\""), Work("done"));

        (await Cli.LoggedIn(_engine).RunAsync("vm start web1 --wait")).ShouldBe(new CliResult(0, "vm.start web1 h1 is done\n", ""));
    }

    [Fact]
    public async Task A_dry_run_shows_what_the_host_would_do()
    {
        Begin("vms/web1/start");
        _engine.Follow(Work("done", ",\"dryRun\":true,\"plan\":{\"steps\":[\"define the guest\"],\"guests\":[],\"notes\":[]}"));

        var result = await Cli.LoggedIn(_engine).RunAsync("vm start web1 --dry-run");

        result.Out.ShouldBe("plan: vm.start web1 h1\n  1. define the guest\ndisturbs: no guest\nnothing was changed (--dry-run)\n");
        _engine.Requests[0].Line.ShouldBe("POST /api/v1/vms/web1/start?dryRun=true");
    }

    [Fact]
    public async Task Ctrl_C_while_waiting_says_that_the_work_goes_on_and_how_to_stop_it()
    {
        var cli = Cli.LoggedIn(_engine);
        Begin("vms/web1/start");
        _engine.Special[$"GET operations/{SampleFleet.Operation}"] = _ =>
        {
            cli.Signals.Raise(2);
            return FakeAnswer.Json(HttpStatusCode.OK, Work("running"));
        };

        var result = await cli.RunAsync("vm start web1 --wait");

        result.Code.ShouldBe(130);
        result.Error.ShouldStartWith($"error: no longer waiting: operation {SampleFleet.Operation} goes on\n");
        result.Error.ShouldContain($"'vfleet operation cancel {SampleFleet.Operation}'");
    }

    [Fact]
    public async Task A_start_that_no_host_can_do_says_why()
    {
        _engine.Special["POST vms/web1/start"] = _ => throw new FakeRefusalException(409, "NO_HOST_FITS", "no host has a free VF for red", "vfleet explain web1");

        (await Cli.LoggedIn(_engine).RunAsync("vm start web1 --wait")).ShouldBe(
            new CliResult(4, "", "error: no host has a free VF for red\n  code NO_HOST_FITS\n  remedy: vfleet explain web1\n"));
    }

    [Fact]
    public async Task One_call_makes_a_VM_and_starts_it()
    {
        const string Id = "01890a5d-ac96-774b-bcce-b302099a8001";
        _engine.Special["POST vms"] = _ => FakeAnswer.Json(HttpStatusCode.Created, SampleFleet.Parse($$"""{"id":"{{Id}}","name":"web9"}"""));
        Begin($"vms/{Id}/start");
        _engine.Follow(Work("done"));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "#cloud-config\n", TestContext.Current.CancellationToken);

        var result = await Cli.LoggedIn(_engine).RunAsync(
            $"vm add web9 --memory 2048 --disk /d1,format=qcow2 --disk /d2,bus=sata,readonly --firmware uefi --user-data {file} --nic red/fast --nic blue/fast --start --wait");

        File.Delete(file);
        result.ShouldBe(new CliResult(0, "vm.start web1 h1 is done\n", "VM web9 added\n"));
        _engine.Changes.ShouldBe(
        [
            """POST /api/v1/vms {"name":"web9","memoryMiB":2048,"nics":[{"profile":{"name":"red/fast"}},{"profile":{"name":"blue/fast"}}],"boot":{"firmware":"uefi"},"disks":[{"path":"/d1","format":"qcow2"},{"path":"/d2","bus":"sata","readOnly":true}],"seed":{"userData":"#cloud-config\n"}}""",
            $"POST /api/v1/vms/{Id}/start {{}}",
        ]);
    }

    [Fact]
    public async Task A_VM_that_starts_into_a_kernel_is_only_made_without_start()
    {
        (await Cli.LoggedIn(_engine).RunAsync("vm add tiny --kernel /k --initrd /i --cmdline console=ttyS0")).Out.ShouldBe("VM tiny added\n");
        (await Cli.LoggedIn(_engine).RunAsync("vm set tiny --kernel none --disk none")).Out.ShouldBe("VM tiny changed\n");

        _engine.Changes.ShouldBe(
        [
            """POST /api/v1/vms {"name":"tiny","boot":{"kernel":"/k","initrd":"/i","commandLine":"console=ttyS0"}}""",
            """PATCH /api/v1/vms/tiny {"boot":{"kernel":null},"disks":null}""",
        ]);
    }

    [Theory]
    [InlineData("vm add x --disk /d,size=5", "error: --disk: 'size=5' is nothing that a disk has\n")]
    [InlineData("vm add x --user-data /nowhere/file", "error: --user-data: /nowhere/file cannot be read")]
    [InlineData("vm add x --start --dry-run", "error: --start and --dry-run")]
    [InlineData("vm add x --wait", "error: --wait is of use with --start only\n")]
    [InlineData("vm shutdown web1 --seconds 0", "error: --seconds: 0 is out of range\n")]
    [InlineData("host drain h1 --budget many", "error: --budget: 'many' is no whole number\n")]
    [InlineData("host fence h1", "error: nobody has confirmed that the host is off\n")]
    public async Task What_cannot_be_meant_is_refused_before_the_engine_is_asked(string command, string error)
    {
        var result = await Cli.LoggedIn(_engine).RunAsync(command);

        result.Code.ShouldNotBe(0);
        result.Error.ShouldStartWith(error);
        _engine.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_drain_disturbs_is_shown_first()
    {
        _engine.Special["GET hosts/h1/drain"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse(
            """{"host":{"name":"h1"},"vms":[{"vm":{"name":"web1"},"vfs":2,"to":{"name":"h2"}},{"vm":{"name":"db1"},"vfs":1,"whyNot":"it is adopted"}]}"""));

        (await Cli.LoggedIn(_engine).RunAsync("host drain h1 --dry-run")).ShouldBe(new CliResult(0, """
            VM    VFS  TO       WHY NOT
            web1    2  h2
            db1     1  nowhere  it is adopted
            nothing was changed (--dry-run)

            """, ""));
        using var json = JsonDocument.Parse((await Cli.LoggedIn(_engine).RunAsync("host drain h1 --dry-run --json")).Out);
        json.RootElement.GetProperty("vms").GetArrayLength().ShouldBe(2);
        _engine.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_is_fenced_with_its_name_given_twice()
    {
        _engine.Special["POST hosts/h2/fence"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse("""{"name":"h2"}"""));

        (await Cli.LoggedIn(_engine).RunAsync("host fence h2 --confirm h2")).Out.ShouldBe("host h2 fenced\n");

        _engine.Changes.ShouldHaveSingleItem().ShouldBe("""POST /api/v1/hosts/h2/fence {"confirm":"h2"}""");
    }

    [Fact]
    public async Task What_is_wrong_with_VFs_is_listed()
    {
        _ = _engine["problems"];
        (await Cli.LoggedIn(_engine).RunAsync("vf list --problems")).Out.ShouldBe("nothing is wrong with any VF\n");
        _engine.Special["GET problems"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse(
            """{"items":[{"host":{"name":"h1"},"pf":"0000:3b:00.0","pfName":"ens1f0","index":2,"kind":"claimWithoutGuest","message":"no guest has it","remedy":"wait","vm":{"name":"web1"},"healed":true}],"total":1}"""));

        (await Cli.LoggedIn(_engine).RunAsync("vf list ens1f0 --problems --host h1")).Out.ShouldBe("""
            HOST  VF        KIND               VM    HEALED     PROBLEM          REMEDY
            h1    ens1f0/2  claimWithoutGuest  web1  by itself  no guest has it  wait

            """);
        _engine.Requests.Select(request => request.Line).ShouldBe(["GET /api/v1/problems?limit=500", "GET /api/v1/problems?limit=500&host=h1&pf=ens1f0"]);
    }

    private static System.Text.Json.Nodes.JsonObject Work(string state, string more = "") => SampleFleet.Parse(
        $$"""{"id":"{{SampleFleet.Operation}}","kind":"vm.start","state":"{{state}}","actor":"admin","created":"2026-01-02T03:04:05Z","updated":"2026-01-02T03:04:05Z","host":{"name":"h1"},"vm":{"name":"web1"}{{more}}}""");

    private void Begin(string path) => _engine.Special[$"POST {path}"] = _ => FakeAnswer.Json(HttpStatusCode.Accepted, Work("waiting"));
}
