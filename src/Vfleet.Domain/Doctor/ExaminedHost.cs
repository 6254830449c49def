using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor;

/// <summary>An examination with what rules look up in it, gathered once: no rule searches a list for each VF.</summary>
internal sealed class ExaminedHost
{
    private readonly Dictionary<PciAddress, ObservedPf> _pfs = [];
    private readonly Dictionary<PciAddress, ObservedPf> _owners = [];
    private readonly Dictionary<string, ObservedPf> _byNetdev = new(StringComparer.Ordinal);
    private readonly Lazy<KernelSayings> _log;
    private readonly Lazy<Dictionary<int, GroupFacts>> _groups;
    private readonly Lazy<ILookup<PciAddress, (ObservedGuest Guest, ObservedGuestDevice Device)>> _devices;

    public ExaminedHost(Examination examination)
    {
        Examination = examination;
        foreach (var pf in examination.Host.Pfs)
        {
            _pfs.TryAdd(pf.Address, pf);
            _owners.TryAdd(pf.Address, pf);
            foreach (var vf in pf.Vfs)
            {
                _owners.TryAdd(vf.Address, pf);
            }

            foreach (var name in pf.Netdevs.SelectMany(netdev => netdev.AlternativeNames.Prepend(netdev.Name)))
            {
                _byNetdev.TryAdd(name, pf);
            }
        }

        _log = new(() => new KernelSayings(examination.Log, this));
        _groups = new(() => examination.Groups.GroupBy(group => group.Number).ToDictionary(same => same.Key, same => same.First()));
        _devices = new(() => Guests
            .SelectMany(guest => guest.Devices.Where(device => device.Function is not null), (guest, device) => (guest, device))
            .ToLookup(pair => pair.device.Function!.Value));
    }

    public Examination Examination { get; }

    public PlatformFacts Platform => Examination.Platform;

    public BootFacts Boot => Examination.Boot;

    public ModuleFacts Modules => Examination.Modules;

    public ServiceFacts Services => Examination.Services;

    public ImmutableArray<ObservedPf> Pfs => Examination.Host.Pfs;

    /// <summary>Guests; none when libvirt was not asked.</summary>
    public ImmutableArray<ObservedGuest> Guests => Examination.Host.Guests.IsDefault ? [] : Examination.Host.Guests;

    /// <summary>Whether what began at a time has had long enough to end: a change of one VF takes seconds, and asks a guest for at most a minute.</summary>
    public bool IsLongAgo(DateTimeOffset began) => Examination.ReadAt is { } now && now - began > TimeSpan.FromMinutes(5);

    public KernelSayings Log => _log.Value;

    public IEnumerable<(ObservedPf Pf, ObservedVf Vf)> Vfs => Pfs.SelectMany(pf => pf.Vfs, (pf, vf) => (pf, vf));

    /// <summary>The devices of guests that are a function.</summary>
    public IEnumerable<(ObservedGuest Guest, ObservedGuestDevice Device)> DevicesOf(PciAddress function) => _devices.Value[function];

    public ObservedPf? Pf(PciAddress address) => _pfs.GetValueOrDefault(address);

    /// <summary>The PF that a function is or belongs to.</summary>
    public ObservedPf? Owner(PciAddress function) => _owners.GetValueOrDefault(function);

    public ObservedPf? PfCalled(string netdev) => _byNetdev.GetValueOrDefault(netdev);

    public FunctionFacts? Function(PciAddress address) => Examination.Functions.GetValueOrDefault(address);

    public EswitchFacts? Eswitch(ObservedPf pf) => Examination.Eswitches.GetValueOrDefault(pf.Address);

    public GroupFacts? Group(int number) => _groups.Value.GetValueOrDefault(number);

    public NetdevFacts? Netdev(string name) => Examination.Netdevs.GetValueOrDefault(name);

    public GuestFacts? Facts(ObservedGuest guest) => Examination.Guests.GetValueOrDefault(guest.Uuid);

    /// <summary>One symptom for each PF that has VFs of a kind; it names them.</summary>
    public IEnumerable<Symptom> PerPf(Func<ObservedVf, bool> isMeant, string evidence, Func<ObservedPf, ObservedVf, string?> remedy)
    {
        foreach (var pf in Pfs)
        {
            var meant = pf.Vfs.Where(isMeant).ToList();
            if (meant.Count > 0)
            {
                yield return new Symptom(Subject.Of(pf), $"{evidence}: {VfNumbers.Text(meant)}", remedy(pf, meant[0]));
            }
        }
    }
}
