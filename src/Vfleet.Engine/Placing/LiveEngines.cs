using Vfleet.Domain.Placement;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Placing;

/// <summary>Which part of the hosts this engine looks at first, so that engines at one store seldom want the same VF.</summary>
internal sealed class LiveEngines(FleetState state, EngineIdentity engine, TimeProvider time)
{
    private static readonly TimeSpan s_alive = TimeSpan.FromSeconds(35);
    private Partition _partition = new(0, 1);
    private DateTimeOffset _until;

    /// <summary>The part.</summary>
    public Partition Partition
    {
        get
        {
            var now = time.GetUtcNow();
            if (now >= _until)
            {
                Guid[] living = [.. state.Engines.Values.Where(sign => now - sign.Seen < s_alive).Select(sign => sign.Id).Append(engine.Id).Distinct().Order()];
                _partition = new Partition(Array.IndexOf(living, engine.Id), living.Length);
                _until = now + TimeSpan.FromSeconds(2);
            }

            return _partition;
        }
    }
}
