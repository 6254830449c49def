using System.Text.Json;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Tests.OnHost;

namespace Vfleet.Lab.Tests;

/// <summary>
/// Tests on the fleet that they share. Each begins when every VF is free, whatever ran before: for five minutes after libvirt said that a VF is in use nobody
/// gets it, and what was left on one is cleaned after two; a test that needs all VFs would miss it.
/// </summary>
[Collection(LabFleetFixture.Collection)]
public abstract class LabFleetTest(LabFleetFixture fleet) : IAsyncLifetime
{
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(8);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected LabFleetFixture Fleet => fleet;

    protected LabEngine Engine => fleet.Engine;

    public async ValueTask InitializeAsync()
    {
        LabTests.SkipWithoutLab();
        (await ItemsAsync("vm list --fleet")).Select(vm => vm.GetProperty("name").GetString()).ShouldBeEmpty("a test that failed left VMs");
        await Eventually.IsAsync(AreAllFreeAsync, s_most);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected async Task<IReadOnlyList<JsonElement>> ItemsAsync(string command) => [.. (await Engine.AskAsync(command, Token)).GetProperty("items").EnumerateArray()];

    private async Task<bool> AreAllFreeAsync()
    {
        foreach (var host in fleet.Lab.Hosts)
        {
            var pfs = await ItemsAsync($"pf list --host {host.Name}");
            if (pfs.Count == 0 || pfs.Any(pf => pf.GetProperty("freeVfs").GetInt32() != pf.GetProperty("numVfs").GetInt32()))
            {
                return false;
            }
        }

        return (await ItemsAsync("vf list --problems")).Count == 0;
    }
}
