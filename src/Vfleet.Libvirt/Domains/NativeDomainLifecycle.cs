using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Domains;

/// <summary>Defines, starts and stops domains through the installed library.</summary>
internal sealed class NativeDomainLifecycle(Session session) : IDomainLifecycle
{
    private const uint Validate = 1;
    private const uint ValidateAtStart = 1 << 4;
    private const uint UndefineManagedSave = 1 << 0;
    private const uint UndefineSnapshotRecords = 1 << 1;
    private const uint UndefineNvram = 1 << 2;
    private const uint UndefineKeepNvram = 1 << 3;

    public Task<DomainEntry> DefineAsync(string xml, bool validate, CancellationToken cancellationToken) => session.Gate.ChangeAsync(
        () =>
        {
            using var domain = LastError.Check(DomainCalls.Define(session.Handle, xml, validate ? Validate : 0), "define a domain", "domain");
            return NativeDomain.Describe(domain);
        },
        cancellationToken);

    public Task<DomainEntry> CreateTransientAsync(string xml, CancellationToken cancellationToken) => session.Gate.ChangeAsync(
        () =>
        {
            using var domain = LastError.Check(
                DomainCalls.CreateTransient(session.Handle, xml, ValidateAtStart), "start a transient domain", "domain");
            return NativeDomain.Describe(domain);
        },
        cancellationToken);

    public Task StartAsync(Guid domain, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "start a domain", DomainCalls.Create, 0, cancellationToken);

    public Task ShutdownAsync(Guid domain, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "shut a domain down", DomainCalls.Shutdown, 0, cancellationToken);

    public Task RebootAsync(Guid domain, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "reboot a domain", DomainCalls.Reboot, 0, cancellationToken);

    public Task DestroyAsync(Guid domain, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "end a domain", DomainCalls.Destroy, 0, cancellationToken);

    public Task UndefineAsync(Guid domain, bool keepsNvram, CancellationToken cancellationToken) => ChangeAsync(
        domain,
        "undefine a domain",
        Undefine,
        keepsNvram ? UndefineKeepNvram : UndefineNvram,
        cancellationToken);

    // A driver that has no NVRAM (test:///) refuses the flags about it as unknown ones.
    private static int Undefine(DomainHandle domain, uint nvram)
    {
        const uint Kept = UndefineManagedSave | UndefineSnapshotRecords;
        var result = DomainCalls.Undefine(domain, Kept | nvram);
        return result < 0 && LastError.Code == LibvirtErrorCode.InvalidArgument ? DomainCalls.Undefine(domain, Kept) : result;
    }

    private Task ChangeAsync(
        Guid domain, string operation, Func<DomainHandle, uint, int> call, uint flags, CancellationToken cancellationToken) =>
        session.Gate.ChangeAsync(
            () =>
            {
                using var handle = NativeDomain.Lookup(session, domain, operation);
                LastError.Check(call(handle, flags), operation, $"domain {domain}");
            },
            cancellationToken);
}
