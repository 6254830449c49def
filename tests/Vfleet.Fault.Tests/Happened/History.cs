using System.Collections.Immutable;

namespace Vfleet.Fault.Tests.Happened;

/// <summary>All that was asked, and all that hosts saw, as it is noted while it happens.</summary>
public sealed class History
{
    private readonly Lock _lock = new();
    private readonly List<Ask> _asks = [];
    private readonly List<Soiling> _soilings = [];

    /// <summary>What was asked, in the order in which it ended.</summary>
    public ImmutableArray<Ask> Asks
    {
        get
        {
            lock (_lock)
            {
                return [.. _asks];
            }
        }
    }

    /// <summary>What was on VFs.</summary>
    public ImmutableArray<Soiling> Soilings
    {
        get
        {
            lock (_lock)
            {
                return [.. _soilings];
            }
        }
    }

    public void Note(Ask ask)
    {
        lock (_lock)
        {
            _asks.Add(ask);
        }
    }

    public void Note(Soiling soiling)
    {
        lock (_lock)
        {
            _soilings.Add(soiling);
        }
    }

    /// <summary>Takes the asks whose outcome is not known out, to ask again.</summary>
    public ImmutableArray<Ask> TakeUnknown()
    {
        lock (_lock)
        {
            ImmutableArray<Ask> unknown = [.. _asks.Where(ask => ask.Outcome == AskOutcome.Unknown)];
            _asks.RemoveAll(ask => ask.Outcome == AskOutcome.Unknown);
            return unknown;
        }
    }
}
