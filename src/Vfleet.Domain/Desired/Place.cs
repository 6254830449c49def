namespace Vfleet.Domain.Desired;

/// <summary>Where something stands in a document.</summary>
/// <param name="Source">What people call the document, for example <c>/etc/vfleet/host.yaml</c>.</param>
/// <param name="Line">Line, from 1; 0 when it has no lines, as what is kept of a PF.</param>
/// <param name="Column">Column in characters, from 1; 0 when it has no lines.</param>
/// <param name="Path">Path of keys, for example <c>pfs[0].settings.0-3.vlan</c>; empty for the whole document.</param>
public readonly record struct Place(string Source, int Line, int Column, string Path)
{
    /// <summary>For example <c>/etc/vfleet/host.yaml:12:7: pfs[0].vfs</c>, as compilers write it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => (Line > 0 ? $"{Source}:{Line}:{Column}" : Source) + (Path.Length == 0 ? "" : $": {Path}");
}
