using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>That an id does not change.</summary>
internal static class Immutability
{
    /// <summary>Looks whether a body names another id than its address.</summary>
    /// <param name="body">The body.</param>
    /// <param name="id">The id of the address.</param>
    /// <returns>The fault; null when it does not.</returns>
    public static OvirtAnswer? Check(Element body, Guid id) => body.Id is { Length: > 0 } text && (!Guid.TryParse(text, out var sent) || sent != id)
        ? OvirtAnswer.Refuse(400, "Broken immutability constraint", "id cannot be changed: send the id of the address, or none")
        : null;
}
