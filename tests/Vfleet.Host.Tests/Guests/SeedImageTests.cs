using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Host.Guests.Seeds;

namespace Vfleet.Host.Tests.Guests;

public sealed class SeedImageTests
{
    private static readonly Guid s_id = Guid.Parse("0a0a0a0a-1111-2222-3333-444444444444");

    private static GuestSpec With(GuestSeed seed) => new(s_id, "web1") { Seed = seed };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cloud_init_finds_its_files_by_label_and_name(bool joliet)
    {
        var image = new IsoReader(SeedImage.Bytes(With(new GuestSeed { UserData = "#cloud-config\n", NetworkConfig = "version: 2\n" })));

        image.Volume(joliet).ShouldBe("cidata");
        var files = image.Files(joliet);
        files.Keys.Order().ShouldBe(["meta-data", "network-config", "user-data"]);
        files["user-data"].ShouldBe("#cloud-config\n");
        files["network-config"].ShouldBe("version: 2\n");
        files["meta-data"].ShouldBe($"instance-id: {s_id}\nlocal-hostname: \"web1\"\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(SeedImage.MostBytes)]
    public void Every_length_comes_back_whole(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + (index % 26))));
        var bytes = SeedImage.Bytes(With(new GuestSeed { UserData = text, HostName = "a\"b" }));
        var image = new IsoReader(bytes);

        image.Files(joliet: false)["user-data"].ShouldBe(text);
        image.Files(joliet: true)["user-data"].ShouldBe(text);
        image.Files(joliet: true).ShouldNotContainKey("network-config");
        (image.Sectors * 2048).ShouldBe(bytes.Length);
    }

    [Fact]
    public void What_is_too_long_is_refused_before_anything_is_written()
    {
        var problem = SeedImage.Check(With(new GuestSeed { UserData = new string('ä', (SeedImage.MostBytes / 2) + 1) })).ShouldHaveSingleItem();

        (problem.Code, problem.Path).ShouldBe((ProblemCode.OutOfRange, "seed.userData"));
        SeedImage.Check(With(new GuestSeed { UserData = new string('a', SeedImage.MostBytes) })).ShouldBeEmpty();
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void The_image_is_its_owner_s_alone_and_goes_when_it_is_removed()
    {
        using var folder = new TemporaryFolder();
        var seeds = new SeedImage(folder.Path);

        seeds.Write(With(new GuestSeed { UserData = "password: x" }));

        File.GetUnixFileMode(seeds.PathOf(s_id)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(seeds.PathOf(s_id))!).HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        seeds.Exists(s_id).ShouldBeTrue();
        seeds.Remove(s_id);
        seeds.Exists(s_id).ShouldBeFalse();
        seeds.Remove(s_id);
    }
}
