using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests;

/// <summary>
/// One standard host, booted once for all test classes that ask for it (<c>[Collection(LabHostFixture.Collection)]</c>). They run one after
/// the other; each puts back what it changed.
/// </summary>
public sealed class LabHostFixture : IAsyncLifetime
{
    public const string Collection = "one emulated host";

    /// <summary>The same once more, for some of the tests that take longest: both run side by side.</summary>
    public const string Second = "another emulated host";

    private RunningLab? _lab;

    /// <summary>The lab; the test is reported as skipped under VFLEET_NO_LAB=1.</summary>
    public RunningLab Lab
    {
        get
        {
            LabTests.SkipWithoutLab();
            return _lab!;
        }
    }

    /// <summary>Its only host.</summary>
    public LabHost Host => Lab.Host;

    public async ValueTask InitializeAsync()
    {
        if (LabTests.IsOff)
        {
            return;
        }

        _lab = await RunningLab.StartAsync(LabTests.NewLab(), cancellationToken: TestContext.Current.CancellationToken);
        await _lab.WaitForSshAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null)
        {
            await _lab.DisposeAsync();
        }
    }
}

[CollectionDefinition(LabHostFixture.Collection)]
public sealed class LabHostCollection : ICollectionFixture<LabHostFixture>;

[CollectionDefinition(LabHostFixture.Second)]
public sealed class SecondLabHostCollection : ICollectionFixture<LabHostFixture>;
