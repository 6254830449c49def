using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Host.Reading;

namespace Vfleet.Host.Examining;

/// <summary>Reads everything that the doctor's rules look at, from a running host or a recorded one alike. Nothing is changed, and what cannot be
/// read stays unknown.</summary>
/// <param name="parts">The host.</param>
/// <param name="reader">Reads what every command shows.</param>
internal sealed class ExaminationReader(HostParts parts, HostReader reader)
{
    public async Task<Examination> ReadAsync(CancellationToken cancellationToken)
    {
        var (host, domains) = await reader.ReadWithDomainsAsync(ObserveScope.All, cancellationToken);
        var root = parts.Root;
        var boot = BootReading.Read(root);
        var functions = new FunctionReading(root).Read(host);
        cancellationToken.ThrowIfCancellationRequested();
        return new Examination
        {
            ReadAt = parts.Answers.ReadAt,
            Host = host,
            Platform = PlatformReading.Read(root),
            Boot = boot,
            Modules = ModuleReading.Read(root, Drivers(host)),
            Services = ServiceReading.Read(root),
            Log = LogReading.Read(root),
            Groups = GroupReading.Read(root, host),
            Functions = functions,
            Netdevs = new NetdevReading(parts).Read(host),
            Eswitches = EswitchReading.Read(parts.Answers, host),
            Guests = GuestFactsReading.Read(root, domains),
            Configurators = [.. ConfiguratorReading.Read(root), .. ConfiguratorReading.OfCommandLine(boot.Running)],
            Intents = IntentReading.Read(root, host),
        };
    }

    /// <summary>The drivers of PFs and VFs.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Each once.</returns>
    public static IEnumerable<string> Drivers(ObservedHost host) =>
        host.Pfs.SelectMany(pf => pf.Vfs.Select(vf => vf.Driver).Append(pf.Driver)).OfType<string>().Distinct(StringComparer.Ordinal);
}
