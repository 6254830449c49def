using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Gives addresses of a MAC pool.</summary>
public static class MacRange
{
    /// <summary>The next free address, going round the pool: an address that was given back comes again as late as possible.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="isUsed">Whether an address is taken.</param>
    /// <param name="after">The address that was given last; null, or one that is not of the pool, to begin with the first.</param>
    /// <returns>The address; null when all are taken.</returns>
    public static MacAddress? Next(MacPool pool, Func<MacAddress, bool> isUsed, MacAddress? after = null)
    {
        if (pool.To < pool.From)
        {
            return null;
        }

        var (first, count) = (pool.From.Value, pool.To.Value - pool.From.Value + 1);
        var start = after is { } last && last >= pool.From && last <= pool.To ? (last.Value - first + 1) % count : 0;
        for (ulong i = 0; i < count; i++)
        {
            var address = new MacAddress(first + ((start + i) % count));
            if (address.IsUnicast && !isUsed(address))
            {
                return address;
            }
        }

        return null;
    }
}
