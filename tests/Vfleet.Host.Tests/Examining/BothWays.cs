using Vfleet.Domain.Doctor;

namespace Vfleet.Host.Tests.Examining;

/// <summary>A host as it is examined live, and from a capture of it.</summary>
internal static class BothWays
{
    public static async Task<(Examination Live, Examination Recorded)> ExamineAsync(IHost host, bool maskMacs = false)
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var path = Path.Join(folder.Path, "host.tar.gz");
        (await host.CaptureAsync(token)).Write(path, maskMacs).Problem.ShouldBeNull();
        using var tree = RecordedTree.Open(path).ShouldBeOfType<RecordedTreeOpening.Opened>().Tree;
        await using var recorded = HostFactory.Open(new HostOptions { Root = tree.Folder });
        return (await host.ExamineAsync(token), await recorded.ExamineAsync(token));
    }

    /// <summary>What a rule finds.</summary>
    public static IReadOnlyList<string> Evidence(this Examination examination, string rule) =>
        [.. DoctorRules.Examine(examination).Where(finding => finding.Rule.Id == rule).Select(finding => finding.Evidence)];
}
