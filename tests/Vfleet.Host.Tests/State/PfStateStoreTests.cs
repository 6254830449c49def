using System.Text.Json;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.State;

public sealed class PfStateStoreTests : IDisposable
{
    private static readonly PciAddress Pf = PciAddress.Parse("0000:01:00.0");
    private static readonly VfId Vf = new(Pf, 3);
    private readonly TemporaryFolder _folder = new();

    private PfStateStore Store => new(Path.Join(_folder.Path, "state"));

    private string FileOfPf => Path.Join(_folder.Path, "state", "0000:01:00.0.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back_whole()
    {
        Store.Update(Vf, _ => Record);

        var read = new PfStateStore(Path.Join(_folder.Path, "state")).Read(Pf).Vfs[3];

        read.ShouldBe(Record);
    }

    [Fact]
    public void A_PF_that_was_never_changed_has_no_file()
    {
        Store.Read(Pf).IsEmpty.ShouldBeTrue();
        Store.ReadAll(out var problems).ShouldBeEmpty();
        problems.ShouldBeEmpty();
        File.Exists(FileOfPf).ShouldBeFalse();
    }

    [Fact]
    public void Forgetting_the_last_VF_removes_the_file()
    {
        Store.Update(Vf, _ => Record);
        Store.Update(new VfId(Pf, 4), _ => Record);
        Store.Update(Vf, _ => null);
        Store.Read(Pf).Vfs.Keys.ShouldBe([4]);

        Store.Update(new VfId(Pf, 4), _ => null);

        File.Exists(FileOfPf).ShouldBeFalse();
    }

    [Fact]
    public void Forwarding_entries_are_kept_beside_VFs()
    {
        var (one, two) = (MacAddress.Parse("52:54:00:00:00:01"), MacAddress.Parse("52:54:00:00:00:02"));
        Store.Update(Vf, _ => Record);
        Store.UpdateForwarded(Pf, set => set.Add(two).Add(one));
        Store.Update(new VfId(Pf, 4), _ => Record);

        Store.Read(Pf).Forwarded.ShouldBe([one, two]);
        Store.Read(Pf).Vfs.Keys.ShouldBe([3, 4]);
        Store.UpdateForwarded(Pf, _ => []);
        Store.Read(Pf).Vfs.Keys.ShouldBe([3, 4]);
    }

    [Fact]
    public void The_last_forwarding_entry_takes_the_file_with_it()
    {
        Store.UpdateForwarded(Pf, set => set.Add(MacAddress.Parse("52:54:00:00:00:01")));
        File.Exists(FileOfPf).ShouldBeTrue();

        Store.UpdateForwarded(Pf, _ => []);

        File.Exists(FileOfPf).ShouldBeFalse();
    }

    [Fact]
    public void Only_a_file_with_forwarding_entries_is_too_new_for_programs_that_do_not_know_them()
    {
        Store.Update(Vf, _ => Record);
        VersionOf(FileOfPf).ShouldBe(1);

        Store.UpdateForwarded(Pf, set => set.Add(MacAddress.Parse("52:54:00:00:00:01")));

        VersionOf(FileOfPf).ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":3,"pf":"0000:01:00.0","vfs":{}}""")]
    [InlineData("""{"version":0,"pf":"0000:01:00.0","vfs":{}}""")]
    [InlineData("""{"version":2,"pf":"0000:01:00.0","vfs":{},"forwarded":["web1"]}""")]
    [InlineData("""{"version":1,"pf":"0000:02:00.0","vfs":{}}""")]
    [InlineData("""{"version":1,"pf":"enp1s0","vfs":{}}""")]
    [InlineData("""{"version":1,"pf":"0000:01:00.0","vfs":{"3":{"phase":"attached"}}}""")]
    [InlineData("""{"version":1,"pf":"0000:01:00.0","vfs":{"three":{}}}""")]
    public void A_damaged_file_is_named_and_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOfPf)!);
        File.WriteAllText(FileOfPf, content);

        Should.Throw<StateException>(() => Store.Read(Pf)).Problem.Code.ShouldBe(ProblemCode.StateDamaged);
        Should.Throw<StateException>(() => Store.Update(Vf, _ => Record)).Problem.Code.ShouldBe(ProblemCode.StateDamaged);
        Store.ReadAll(out var problems).ShouldBeEmpty();

        problems.ShouldHaveSingleItem().Message.ShouldContain(FileOfPf);
        File.ReadAllText(FileOfPf).ShouldBe(content);
    }

    [Fact]
    public void Files_that_are_not_ours_are_passed_over()
    {
        Store.Update(Vf, _ => Record);
        File.WriteAllText(Path.Join(_folder.Path, "state", "notes.json"), "hello");

        Store.ReadAll(out var problems).Keys.ShouldBe([Pf]);
        problems.ShouldBeEmpty();
    }

    [Fact]
    public void When_the_file_cannot_be_replaced_the_old_one_stands()
    {
        Store.Update(Vf, _ => Record);
        var before = File.ReadAllText(FileOfPf);

        // A folder where the new content would be written: as good as a full disk, also for root.
        Directory.CreateDirectory(FileOfPf + ".new");

        var fault = Should.Throw<StateException>(() => Store.Update(Vf, record => record! with { Phase = VfPhase.Detaching }));

        fault.Problem.Kind().ShouldBeOneOf(ProblemKind.Storage, ProblemKind.Permission);
        File.ReadAllText(FileOfPf).ShouldBe(before);
    }

    [Fact]
    public async Task Writers_of_one_PF_lose_nothing_of_each_other()
    {
        var writers = Enumerable.Range(0, 32).Select(index => Task.Run(() => Store.Update(new VfId(Pf, index), _ => Record)));

        await Task.WhenAll(writers);

        Store.Read(Pf).Vfs.Keys.ShouldBe(Enumerable.Range(0, 32));
    }

    [Fact]
    public void The_file_is_readable_JSON_with_words()
    {
        Store.Update(Vf, _ => Record);

        using var document = JsonDocument.Parse(File.ReadAllText(FileOfPf));
        var vf = document.RootElement.GetProperty("vfs").GetProperty("3");

        document.RootElement.GetProperty("version").GetInt32().ShouldBe(1);
        vf.GetProperty("phase").GetString().ShouldBe("Attached");
        vf.GetProperty("original").GetProperty("mac").GetString().ShouldBe("52:54:00:00:00:01");
        vf.GetProperty("owner").GetProperty("guest").GetString().ShouldBe("web1");
    }

    private static int VersionOf(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty("version").GetInt32();
    }

    private static VfRecord Record { get; } = new(VfPhase.Attached, new DateTimeOffset(2026, 11, 20, 3, 12, 7, TimeSpan.Zero))
    {
        Original = new VfSettings
        {
            Mac = MacAddress.Parse("52:54:00:00:00:01"),
            Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad),
            SpoofCheck = true,
            Trust = false,
            MinRate = 0,
            MaxRate = 500,
            LinkState = VfLinkState.Enable,
            NodeGuid = ulong.MaxValue,
        },
        OriginalDriver = "igbvf",
        OriginalOverride = null,
        Applied = VfSettings.Neutral,
        Owner = new VfOwner("web1", Guid.Parse("6a3c6a0e-7d0c-4c62-9c8e-2f6a0f0e1b7d"), "ua-vfleet-1", Live: true, Config: false),
    };
}

internal static class ProblemReading
{
    public static ProblemKind Kind(this Problem problem) => problem.Code.Kind;
}
