using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>What may stand behind a key of the document: how it is described, and how it is read.</summary>
/// <param name="Description">What may stand there, for messages and the reference: <c>a whole number from 0 to 7</c>.</param>
public abstract record ValueShape(string Description)
{
    /// <summary>A value in one line of text.</summary>
    /// <param name="Description">What may stand there.</param>
    public abstract record Single(string Description) : ValueShape(Description)
    {
        /// <summary>The code of the problem when it cannot be read.</summary>
        public virtual ProblemCode Code => ProblemCode.Malformed;

        /// <summary>Reads it.</summary>
        /// <param name="value">The value as written.</param>
        /// <param name="complaint">What is wrong with it, following the text itself: <c>is no whole number</c>.</param>
        /// <returns>The value; null when it cannot be read.</returns>
        public abstract object? Read(DocumentNode.Scalar value, out string complaint);
    }

    /// <summary>A whole number, written with decimal digits only.</summary>
    /// <param name="Min">The smallest.</param>
    /// <param name="Max">The largest that makes sense.</param>
    public sealed record Number(int Min, int Max) : Single($"a whole number from {Min} to {Max}")
    {
        /// <summary>The largest that is read all the same, because the rule of settings says better what is wrong with it.</summary>
        public int MaxRead { get; init; } = Max;

        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            var text = value.Text;
            complaint = "is no whole number";
            if (value.IsQuoted)
            {
                complaint = "is a text, for it stands in quotes";
                return null;
            }

            if (text.Length > 1 && text[0] == '0' && text.All(char.IsAsciiLetterOrDigit))
            {
                complaint = "could mean another number to other programs: a leading 0 makes it octal or hexadecimal";
                return null;
            }

            if (!text.TrimStart('-').All(char.IsAsciiDigit) || !char.IsAsciiDigit(text.AsSpan().IsEmpty ? ' ' : text[^1]))
            {
                return null;
            }

            complaint = "is out of range";
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= Min && number <= MaxRead
                ? number
                : null;
        }
    }

    /// <summary>Yes or no.</summary>
    public sealed record Switch() : Single("true or false")
    {
        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = value.IsQuoted ? "is a text, for it stands in quotes" : "is neither";
            return value switch
            {
                { IsQuoted: true } => null,
                { Text: "true" } => true,
                { Text: "false" } => false,
                _ => null,
            };
        }
    }

    /// <summary>One of a few words.</summary>
    /// <param name="Known">The words.</param>
    public sealed record Word(ImmutableArray<string> Known) : Single($"{string.Join(", ", Known.SkipLast(1))} or {Known[^1]}")
    {
        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = Misspelling.Nearest(value.Text, Known) is { } meant ? $"is none of the words it may be; did you mean {meant}?" : "is none of the words it may be";
            return Known.Contains(value.Text, StringComparer.Ordinal) ? value.Text : null;
        }
    }

    /// <summary>A MAC address; zero for none.</summary>
    public sealed record Mac() : Single("six octets of two hexadecimal digits")
    {
        /// <inheritdoc/>
        public override ProblemCode Code => ProblemCode.MacInvalid;

        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = "is no MAC address";
            return MacAddress.TryParse(value.Text, out var mac) ? mac : null;
        }
    }

    /// <summary>A PCI address.</summary>
    public sealed record Address() : Single("a PCI address with domain, bus, device and function")
    {
        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = "is no PCI address";
            return PciAddress.TryParse(value.Text, out var address) ? address : null;
        }
    }

    /// <summary>PCI vendor and device id.</summary>
    public sealed record Device() : Single("a PCI vendor and device id of four hexadecimal digits each, as 'lspci -n' shows them")
    {
        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = "is no pair of PCI ids";
            return value.Text.Split(':') is [{ Length: 4 } vendor, { Length: 4 } device]
                && ushort.TryParse(vendor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var vendorId)
                && ushort.TryParse(device, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var deviceId)
                    ? (vendorId, deviceId)
                    : null;
        }
    }

    /// <summary>The name of a netdev, with wildcards.</summary>
    public sealed record Netdev() : Single("the name of a netdev, where * stands for any letters and ? for one")
    {
        // dev_valid_name of the kernel (net/core/dev.c) and ALTIFNAMSIZ.
        private const int MostLetters = 127;

        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = "cannot be the name of a netdev";
            return value.Text.Length is > 0 and <= MostLetters && !value.Text.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c))
                ? value.Text
                : null;
        }
    }

    /// <summary>The name of a physical network.</summary>
    public sealed record Network() : Single("a name of the section networks")
    {
        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = "is empty";
            return value.Text.Length > 0 ? value.Text : null;
        }
    }

    /// <summary>An InfiniBand GUID.</summary>
    public sealed record Guid() : Single("eight octets of two hexadecimal digits with colons")
    {
        /// <inheritdoc/>
        public override object? Read(DocumentNode.Scalar value, out string complaint)
        {
            complaint = "is no GUID";
            var octets = value.Text.Split(':');
            return octets.Length == 8 && octets.All(octet => octet.Length == 2)
                && ulong.TryParse(string.Concat(octets), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var guid)
                    ? guid
                    : null;
        }
    }

    /// <summary>A list of groups of keys.</summary>
    /// <param name="Section">The keys of each.</param>
    public sealed record ListOf(DocumentSection Section) : ValueShape($"a list; each item has the keys of {Section.Title}");

    /// <summary>A list of MAC addresses.</summary>
    public sealed record Macs() : ValueShape("a list of MAC addresses")
    {
        /// <summary>What each item is.</summary>
        public Mac Item { get; } = new();
    }

    /// <summary>Keys that the author chooses, each with a list of groups.</summary>
    /// <param name="Section">The keys of each group.</param>
    public sealed record NamedLists(DocumentSection Section) : ValueShape($"names, each with a list whose items have the keys of {Section.Title}");

    /// <summary>Ranges of VFs, each with a group of keys.</summary>
    /// <param name="Section">The keys of each group.</param>
    public sealed record Ranges(DocumentSection Section)
        : ValueShape($"VF indices (5) or ranges of them (0-3), each with the keys of {Section.Title}");
}
