namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>How much of a document is read: what is larger was not written for this API.</summary>
internal static class ReadLimits
{
    /// <summary>Bytes of a body.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>How deep elements nest: a VM with its NICs and their filters has about ten.</summary>
    public const int Depth = 32;

    /// <summary>How many elements there are.</summary>
    public const int Elements = 20_000;

    /// <summary>Characters of one text.</summary>
    public const int Text = 256 * 1024;
}
