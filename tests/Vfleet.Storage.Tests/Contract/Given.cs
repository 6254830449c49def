using System.Text;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>Parts of commits.</summary>
internal static class Given
{
    public static readonly Guid Host = Guid.Parse("11111111-2222-3333-4444-555555555555");
    public static readonly DateTimeOffset Moment = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static ReadOnlyMemory<byte> Body(string text) => Encoding.UTF8.GetBytes($"{{\"text\":\"{text}\"}}");

    public static string Text(ReadOnlyMemory<byte>? body) => body is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "(none)";

    public static VfKey Vf(int index, Guid? host = null) => new(host ?? Host, new PciAddress(0x10000, 0x3b, 0x1f, 7), index);

    public static Claim Claim(int index, int vm = 1) => new(Vf(index), Id(vm), Id(1000 + vm));

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public static DocumentWrite Write(string id, string text, long? revision = null) => new("vm", id, revision, Body(text));

    public static DocumentWrite Delete(string id, long? revision = null) => new("vm", id, revision, null);

    public static NewEvent Event(string subject = "vm/1", string code = "vm.placed", string actor = "alice", int second = 0) =>
        new(Moment.AddSeconds(second), code, actor, subject, Body(subject));
}
