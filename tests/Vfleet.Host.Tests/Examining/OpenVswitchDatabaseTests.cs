using System.Text;
using System.Text.Json;
using Vfleet.Host.Answers;
using Vfleet.Linux.Sysfs;
using Vfleet.TestKit.FakeOpenVswitch;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Host.Tests.Examining;

public sealed class OpenVswitchDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly SysfsRoot _root;
    private readonly FakeDatabase _database;

    public OpenVswitchDatabaseTests()
    {
        _root = SysfsRoot.Open(_folder.Path);
        _database = new FakeDatabase(_root.Absolute(OpenVswitchDatabase.SocketPath));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_its_settings_only_those_about_offload_are_kept()
    {
        _database.OtherConfig["hw-offload"] = "true";
        _database.OtherConfig["dpdk-init"] = "true";

        (await OpenVswitchDatabase.OtherConfigAsync(_root, _time, Token)).ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("hw-offload", "true"));
    }

    [Fact]
    public async Task A_server_without_settings_is_not_one_that_is_not_known() =>
        (await OpenVswitchDatabase.OtherConfigAsync(_root, _time, Token)).ShouldBeEmpty();

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("""{"id":0,"result":null,"error":"unknown database"}""")]
    [InlineData("""{"id":0,"result":[{"error":"syntax error"}],"error":null}""")]
    [InlineData("""{"id":0,"result":[{"rows":[]}],"error":null}""")]
    [InlineData("""{"id":0,"result":[{"rows":[{"other_config":7}]}],"error":null}""")]
    [InlineData("""[1]""")]
    public async Task An_answer_that_is_none_leaves_it_unknown(string words)
    {
        _database.Words = words;

        (await OpenVswitchDatabase.OtherConfigAsync(_root, _time, Token)).ShouldBeNull();
    }

    [Fact]
    public void No_damage_of_an_answer_is_worse_than_no_JSON()
    {
        var good = Encoding.UTF8.GetBytes("""{"id":0,"result":[{"rows":[{"other_config":["map",[["hw-offload","true"],["tc-policy","none"]]]}]}],"error":null}""");
        OpenVswitchDatabase.Parse(good).ShouldNotBeNull().Count.ShouldBe(2);
        const string Marks = "{}[]\",:0nt \\\n";
        var random = new Random(7);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)Marks[random.Next(Marks.Length)];
            }

            try
            {
                _ = OpenVswitchDatabase.Parse(bytes);
                read++;
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                refused++;
            }
        }

        read.ShouldBeGreaterThan(500);
        refused.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_after_two_seconds()
    {
        _database.Words = "";
        var asking = OpenVswitchDatabase.OtherConfigAsync(_root, _time, Token);
        while (_database.Requests.Count == 0)
        {
            await Task.Delay(5, Token);
        }

        asking.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await asking).ShouldBeNull();
    }

    [Fact]
    public async Task Somebody_who_gives_up_sooner_is_told_so()
    {
        _database.Words = "";
        using var cancel = new CancellationTokenSource();
        var asking = OpenVswitchDatabase.OtherConfigAsync(_root, _time, cancel.Token);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }
}
