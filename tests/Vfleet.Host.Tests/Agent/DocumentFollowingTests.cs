using Vfleet.Host.Agent;
using Vfleet.Host.Desired;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Host.Tests.Agent;

public sealed class DocumentFollowingTests : IDisposable
{
    private const string Guarded = "neverTouch: [{ netdev: enp1s0 }]";
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly DocumentFollowing _document;

    public DocumentFollowingTests() => _document = new DocumentFollowing(Place, s_settle, _time);

    private string Place => Path.Join(_folder.Path, "host.yaml");

    [Fact]
    public void At_first_it_is_taken_as_it_is()
    {
        _document.Read().ShouldBeNull();
        _document.Left.ShouldBeNull();
    }

    [Fact]
    public void One_that_is_being_written_counts_only_when_it_is_left_alone()
    {
        Write(Guarded);
        Guards(_document.Read()).ShouldBeTrue();

        Write("");
        Guards(_document.Read()).ShouldBeTrue();
        _document.Left.ShouldBe(s_settle);
        _time.Advance(s_settle / 2);
        Guards(_document.Read()).ShouldBeTrue();

        // The editor goes on: from now on it must be left alone as long again.
        Write("drift: mend");
        Guards(_document.Read()).ShouldBeTrue();
        _time.Advance(s_settle / 2);
        Guards(_document.Read()).ShouldBeTrue();
        _document.Left.ShouldBe(s_settle / 2);

        _time.Advance(s_settle / 2);
        Guards(_document.Read()).ShouldBeFalse();
        _document.Left.ShouldBeNull();
    }

    [Fact]
    public void One_that_is_moved_away_and_written_anew_was_never_gone()
    {
        Write(Guarded);
        _document.Read();

        File.Move(Place, Place + "~");
        Guards(_document.Read()).ShouldBeTrue();
        _time.Advance(s_settle / 2);
        Write(Guarded + "\n# more");
        Guards(_document.Read()).ShouldBeTrue();
        _time.Advance(s_settle);

        Guards(_document.Read()).ShouldBeTrue();
        _document.Left.ShouldBeNull();
    }

    [Fact]
    public void One_that_is_removed_for_good_is_none()
    {
        Write(Guarded);
        _document.Read();
        File.Delete(Place);

        _document.Read().ShouldNotBeNull();
        _time.Advance(s_settle);

        _document.Read().ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();

    private static bool Guards(HostDocumentReading? reading) => reading.ShouldBeOfType<HostDocumentReading.Done>().Host.NeverTouch.Length == 1;

    private void Write(string text) => File.WriteAllText(Place, text);
}
