using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

/// <summary>An agent that carries out what is desired of its host: it makes as many VFs as it is told, or fails as it is told to.</summary>
internal sealed class WorkingAgent : IAsyncDisposable
{
    private readonly TestAgent _agent;
    private readonly SortedDictionary<PciAddress, InventoryPf> _pfs = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    private WorkingAgent(TestAgent agent) => _agent = agent;

    public Guid HostId => _agent.HostId;

    public string Path => $"/hosts/{HostId}";

    /// <summary>Why it carries nothing out; null while it does.</summary>
    public ProblemResource? Failure { get; set; }

    public static PciAddress Address(int pf) => new(0, (byte)(pf + 1), 0, 0);

    public static async Task<WorkingAgent> JoinAsync(TestEngine engine, string name, int pfs = 1, int vfs = 8, params string[] bridges)
    {
        var agent = new WorkingAgent(await TestAgent.JoinAsync(engine, name, await TestAgent.TokenAsync(engine, "\"cluster\":\"default\"")));
        agent._agent.Put("facts", new HostFacts
        {
            MemoryMiB = 65_536,
            Cpus = 16,
            Kernel = "6.12",
            AgentVersion = "test",
            Bridges = bridges,
            NumaNodes = [new InventoryNode(0, 32_768, 8), new InventoryNode(1, 32_768, 8)],
        });
        agent._agent.Put("guests", Array.Empty<InventoryGuest>());
        for (var pf = 0; pf < pfs; pf++)
        {
            agent.Put(new InventoryPf(Address(pf), $"ens{pf + 1}f0")
            {
                Mac = MacAddress.Parse($"02:00:00:00:00:{pf:x2}"),
                VendorDevice = "8086:1572",
                VfVendorDevice = "8086:154c",
                Model = "Ethernet Controller X710",
                Driver = "i40e",
                MaxVfs = 64,
                NumVfs = vfs,
                VfOffset = 16,
                VfStride = 1,
                HasLink = true,
                Speed = 25_000,
                Mtu = 9000,
            });
        }

        (await agent._agent.ReportAllAsync()).ShouldBe(System.Net.HttpStatusCode.OK);
        var stream = await agent._agent.OpenAsync();
        agent._working = Task.Run(() => agent.WorkAsync(stream));
        return agent;
    }

    /// <summary>Reports a PF as it is changed.</summary>
    public async Task ChangeAsync(int pf, Func<InventoryPf, InventoryPf> change)
    {
        Put(change(_pfs[Address(pf)]));
        await _agent.ReportAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _agent.Dispose();
        await _working;
        _stop.Dispose();
    }

    private void Put(InventoryPf pf)
    {
        _pfs[pf.Address] = pf;
        _agent.Put($"pf/{pf.Address}", pf);
    }

    private async Task WorkAsync(StreamReader stream)
    {
        var done = new HashSet<Guid>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var desired = await TestAgent.NextAsync(stream).WaitAsync(_stop.Token);
                foreach (var work in desired.Operations.Where(work => work.Kind == HostOperation.ConfigurePf && done.Add(work.Id)).ToList())
                {
                    if (Failure is null)
                    {
                        Put(_pfs[work.Pf!.Value] with { NumVfs = work.Vfs!.Value });
                    }

                    await _agent.ReportAllAsync(desired.Generation);
                    await _agent.PostAsync(new HostReport
                    {
                        Hash = _agent.Root,
                        Generation = desired.Generation,
                        Operations =
                        [
                            new OperationReport(
                                work.Id, Failure is null ? OperationState.Done : OperationState.Failed, null, new PlanResource([], [], [], 1), Failure is { } failure ? [failure] : null),
                        ],
                    });
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }
}
