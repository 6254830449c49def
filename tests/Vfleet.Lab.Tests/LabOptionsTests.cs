namespace Vfleet.Lab.Tests;

public sealed class LabOptionsTests
{
    [Theory]
    [InlineData("", 1, 2)]
    [InlineData("eightlet", 1, 2)]
    [InlineData("1lab", 1, 2)]
    [InlineData("La", 1, 2)]
    [InlineData("a/b", 1, 2)]
    [InlineData("lab", 0, 2)]
    [InlineData("lab", 10, 2)]
    [InlineData("lab", 1, 0)]
    [InlineData("lab", 1, 5)]
    public async Task What_is_out_of_range_is_refused_before_anything_is_made(string name, int hosts, int pfs)
    {
        await Should.ThrowAsync<ArgumentException>(() => RunningLab.StartAsync(new LabOptions(name) { Hosts = hosts, PfsPerHost = pfs }));
        if (name.Length > 0)
        {
            RunningLab.Find(name)?.Hosts.Length.ShouldNotBe(hosts);
        }
    }

    [Fact]
    public void A_lab_that_does_not_run_is_not_found() => RunningLab.Find("nolab").ShouldBeNull();
}
