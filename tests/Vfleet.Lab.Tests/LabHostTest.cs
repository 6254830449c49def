using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests;

/// <summary>Tests on the one emulated host that those of a collection share.</summary>
[Collection(LabHostFixture.Collection)]
public abstract class LabHostTest(LabHostFixture fixture) : LabTest
{
    protected LabHost Host => fixture.Host;

    protected RunningLab Lab => fixture.Lab;

    protected override IReadOnlyList<LabHost> Hosts => Lab.Hosts;
}
