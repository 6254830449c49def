using System.Security.Cryptography;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Primitives;

namespace Vfleet.Engine;

/// <summary>What a new fleet begins with: a data centre, a cluster in it, and MAC addresses, all called <c>default</c>.</summary>
internal sealed class FirstStart(FleetState state, FleetChanges changes)
{
    private const string Name = "default";

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (state.DataCenters.Count > 0)
        {
            return;
        }

        var dataCenter = new DataCenter(Guid.CreateVersion7(), Name);
        if (await changes.AddAsync(FleetKinds.DataCenters, dataCenter, Caller.Engine, false, cancellationToken) is ChangeResult<DataCenter>.Done)
        {
            await changes.AddAsync(FleetKinds.Clusters, new Cluster(Guid.CreateVersion7(), Name, dataCenter.Id), Caller.Engine, false, cancellationToken);

            // Locally administered; two fleets side by side seldom get the same ones.
            var choice = RandomNumberGenerator.GetInt32(0x10000);
            var prefix = $"02:76:{choice >> 8:x2}:{choice & 0xff:x2}";
            var pool = new MacPool(Guid.CreateVersion7(), Name, MacAddress.Parse(prefix + ":00:00"), MacAddress.Parse(prefix + ":ff:ff"));
            await changes.AddAsync(FleetKinds.MacPools, pool, Caller.Engine, false, cancellationToken);
        }
    }
}
