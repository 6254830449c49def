namespace Vfleet.Domain.Guests;

/// <summary>How a guest sees its virtual CPUs.</summary>
/// <param name="Sockets">Sockets, 1 and more.</param>
/// <param name="Cores">Cores of each socket, 1 and more.</param>
/// <param name="Threads">Threads of each core, 1 and more.</param>
public sealed record CpuTopology(int Sockets, int Cores, int Threads)
{
    /// <summary>Whether it has so many virtual CPUs.</summary>
    /// <param name="cpus">The number.</param>
    /// <returns>Whether it has.</returns>
    public bool Fits(int cpus) => Sockets > 0 && Cores > 0 && Threads > 0 && (Int128)Sockets * Cores * Threads == cpus;
}
