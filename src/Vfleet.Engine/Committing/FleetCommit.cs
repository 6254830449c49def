using System.Buffers;
using System.Text.Json;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Committing;

/// <summary>One change of the fleet as it is put together: what goes into the store, and what this engine knows when it is there.</summary>
internal sealed class FleetCommit(FleetState state)
{
    private readonly List<DocumentGuard> _guards = [];
    private readonly List<DocumentWrite> _writes = [];
    private readonly List<NameTaking> _takes = [];
    private readonly List<NameTaking> _givesBack = [];
    private readonly List<Claim> _claims = [];
    private readonly List<Claim> _claimUpdates = [];
    private readonly List<Claim> _releases = [];
    private readonly List<HostUse> _uses = [];
    private readonly List<NewEvent> _events = [];
    private readonly Dictionary<Guid, ReadOnlyMemory<byte>> _desired = [];
    private readonly List<Action<long>> _known = [];
    private readonly List<Action<long>> _knownClaims = [];

    /// <summary>The documents that a new or changed one stands on must be as they are.</summary>
    /// <returns>One that is frozen or gone; null when all are there.</returns>
    public DocumentKey? Stand<T>(FleetKind<T> kind, T item)
        where T : class
    {
        foreach (var key in kind.References(item))
        {
            var revision = state.RevisionOf(key, out var isFrozen);
            if (isFrozen || revision == 0)
            {
                return key;
            }

            Guard(key, revision);
        }

        return null;
    }

    public void Guard(DocumentKey key, long revision) => _guards.Add(new DocumentGuard(key.Kind, key.Id, revision));

    /// <summary>Writes a document.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="before">What it was; null when it is new.</param>
    /// <param name="after">What it is.</param>
    /// <param name="revision">The revision that it must have; null when that does not matter.</param>
    /// <param name="isFrozen">Whether it is to be frozen.</param>
    /// <returns>What may be told of it, as JSON.</returns>
    public ReadOnlyMemory<byte> Write<T>(FleetKind<T> kind, T? before, T after, long? revision, bool isFrozen = false)
        where T : class
    {
        var id = kind.Id(after);
        var body = isFrozen ? DocumentSet<T>.FrozenBody(after) : FleetJson.Write(after);
        _writes.Add(new DocumentWrite(kind.Word, id, revision, body));
        var names = kind.Names(after, state).ToList();
        List<string> old = before is null ? [] : [.. kind.Names(before, state)];
        _takes.AddRange(names.Except(old, StringComparer.Ordinal).Select(name => new NameTaking(name, id)));
        _givesBack.AddRange(old.Except(names, StringComparer.Ordinal).Select(name => new NameTaking(name, id)));
        _known.Add(number => state.Of(kind).Put(id, new Entry<T>(after, number, isFrozen)));
        return Telling(kind, after, body);
    }

    /// <summary>What may be told of a document: without its secrets.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="item">It.</param>
    /// <param name="body">Its JSON, where that is there already.</param>
    /// <returns>JSON; empty when nothing may be told.</returns>
    public static ReadOnlyMemory<byte> Telling<T>(FleetKind<T> kind, T item, ReadOnlyMemory<byte>? body = null)
        where T : class
    {
        var told = kind.Told(item);
        return ReferenceEquals(told, item) ? body ?? FleetJson.Write(item) : told is null ? default : FleetJson.Write(told);
    }

    public void Delete<T>(FleetKind<T> kind, T before, long? revision)
        where T : class
    {
        var id = kind.Id(before);
        _writes.Add(new DocumentWrite(kind.Word, id, revision, null));
        _givesBack.AddRange(kind.Names(before, state).Select(name => new NameTaking(name, id)));
        _known.Add(number => state.Of(kind).Apply(new StoredDocument(kind.Word, id, number, null)));
    }

    /// <summary>What is desired of a host changes with it: the host is told, and its generation is this commit.</summary>
    public void Desire(Guid host) => _desired.TryAdd(host, FleetJson.Write(new DesiredMark(host)));

    public void Claim(Claim claim) => _claims.Add(claim);

    public void Change(Claim claim)
    {
        _claimUpdates.Add(claim);
        _knownClaims.Add(number => state.Apply(new StoredClaim(claim.Vf, number, claim)));
    }

    public void Release(Claim claim)
    {
        _releases.Add(claim);
        _knownClaims.Add(number => state.Apply(new StoredClaim(claim.Vf, number, null)));
    }

    public void Use(HostUse use)
    {
        _uses.Add(use);
        _known.Add(number =>
        {
            // What others took meanwhile stands in the store's own sum, which is read later.
            var now = state.UseOf(use.HostId);
            if (now.Revision < number)
            {
                state.Apply(new StoredUse(use.HostId, number, now.MemoryMiB + use.MemoryMiB, now.Cpus + use.Cpus));
            }
        });
    }

    /// <summary>Tells of it.</summary>
    /// <param name="time">When.</param>
    /// <param name="code">What sort of thing.</param>
    /// <param name="actor">Who.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="message">It in a sentence.</param>
    /// <param name="before">JSON of what was before; empty for nothing.</param>
    /// <param name="after">JSON of what is after; empty for nothing.</param>
    public void Tell(
        DateTimeOffset time, string code, string actor, DocumentKey subject, string message, ReadOnlyMemory<byte> before = default, ReadOnlyMemory<byte> after = default)
    {
        var buffer = new ArrayBufferWriter<byte>(128 + before.Length + after.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            WriteRaw(writer, "before"u8, before);
            WriteRaw(writer, "after"u8, after);
            writer.WriteEndObject();
        }

        _events.Add(new NewEvent(time, code, actor, $"{subject.Kind}/{subject.Id}", buffer.WrittenMemory));
    }

    public Commit Build() => new()
    {
        Guards = [.. _guards.Distinct()],
        Writes = [.. _writes, .. _desired.Select(mark => new DocumentWrite(FleetKinds.Desired.Word, FleetKinds.Text(mark.Key), null, mark.Value))],
        Takes = [.. _takes],
        GivesBack = [.. _givesBack],
        Claims = [.. _claims],
        ClaimUpdates = [.. _claimUpdates],
        Releases = [.. _releases],
        Uses = [.. _uses],
        Events = [.. _events],
    };

    /// <summary>Takes over into the state what is now in the store.</summary>
    /// <param name="done">What the store said.</param>
    public void Apply(CommitOutcome.Done done)
    {
        // Claims first: who looks at a VM and then at its claims sees claims that are as new as the VM, or newer, and then its commit comes too late.
        foreach (var claim in done.Claims)
        {
            state.Apply(new StoredClaim(claim.Vf, done.Revision, claim));
        }

        foreach (var known in _knownClaims.Concat(_known))
        {
            known(done.Revision);
        }

        // What is desired last: who hears of a generation is told all that belongs to it, at once and never again.
        foreach (var (host, mark) in _desired)
        {
            state.Desired.Apply(new StoredDocument(FleetKinds.Desired.Word, FleetKinds.Text(host), done.Revision, mark));
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }
    }
}
