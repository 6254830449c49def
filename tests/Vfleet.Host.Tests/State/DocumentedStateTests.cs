using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Settings;
using Vfleet.Host.State;
using Vfleet.Primitives;
using Vfleet.TestKit.Sources;

namespace Vfleet.Host.Tests.State;

/// <summary>The state file that the operations guide shows and explains.</summary>
public sealed partial class DocumentedStateTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:12:34:56");

    private static string Section
    {
        get
        {
            var page = SourceTree.Read("docs/operations.md");
            var start = page.IndexOf("### A state file\n", StringComparison.Ordinal);
            return page[start..page.IndexOf("\n### ", start + 1, StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task The_state_file_of_the_guide_is_the_one_that_its_changes_leave()
    {
        await using var rig = new Rig(vfs: 0);
        rig.Link.PermanentMac = MacAddress.Parse("90:e2:ba:01:02:00");
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 4, Driver = VfDriverChoice.Vfio, Up = true });
        await rig.DoAsync(new HostChange.SetVf(Rig.Vf(1), new VfSettings { Vlan = new VlanTag(200), SpoofCheck = true }));
        await rig.DoAsync(Rig.Attach(Rig.Vf(0), new VfSettings { Mac = Mac, Vlan = new VlanTag(100) }) with { Live = true, Config = true });
        rig.Parts.State.UpdateForwarded(Rig.Pf, set => set.Add(MacAddress.Parse("52:54:00:aa:00:01")));

        var shown = string.Join('\n', FencedBlock.Of(Section).Single(block => block.Language == "json").Lines);
        var left = File.ReadAllText(Path.Join(rig.StateDirectory, $"{Rig.Pf}.json"));

        // When, in which boot and for which guest differs each time.
        OfThisTime().Replace(shown, "\"${member}\"").ShouldBe(OfThisTime().Replace(left, "\"${member}\""));
    }

    [Fact]
    public void The_state_file_of_the_guide_is_read_and_written_as_it_stands()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Join(folder.Path, $"{Rig.Pf}.json");
        var shown = string.Join('\n', FencedBlock.Of(Section).Single(block => block.Language == "json").Lines);
        File.WriteAllText(file, shown);
        var store = new PfStateStore(folder.Path);

        // An equal state that is not the same one is written.
        store.Update(Rig.Pf, state => state with { });

        File.ReadAllText(file).ShouldBe(shown);
    }

    [Fact]
    public void The_guide_explains_every_member()
    {
        var members = Members(typeof(PfStateDocument)).ToHashSet(StringComparer.Ordinal);

        members.Count.ShouldBeGreaterThan(30);
        members.Where(member => !Section.Contains($"`{member}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Members(Type type) =>
        PfStateJson.Default.GetTypeInfo(type) is not { } known ? []
        : known.Kind == JsonTypeInfoKind.Dictionary ? Members(type.GetGenericArguments()[1])
        : known.Properties.SelectMany(property => Members(property.PropertyType).Prepend(property.Name));

    [GeneratedRegex("\"(?<member>since|boot|uuid)\": \"[^\"]+\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfThisTime();
}
