using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>
/// Puts children where libvirt prints them and leaves all others alone, so that a document that is read, changed
/// and written keeps what this program knows nothing of.
/// </summary>
internal sealed class ChildOrder(params string[] names)
{
    /// <summary>Replaces, adds or (with null) removes the child of a name.</summary>
    internal void Set(XElement parent, string name, XElement? child)
    {
        var existing = parent.Element(name);
        if (existing is not null && child is not null)
        {
            existing.ReplaceWith(child);
        }
        else if (existing is not null)
        {
            existing.Remove();
        }
        else if (child is not null)
        {
            Insert(parent, name, child);
        }
    }

    /// <summary>Sets one attribute of the child of a name, making the child if need be; with null removes it when nothing is left.</summary>
    internal void SetAttribute(XElement parent, string name, string attribute, string? value)
    {
        var child = parent.Element(name);
        if (child is null)
        {
            if (value is not null)
            {
                Insert(parent, name, new XElement(name, new XAttribute(attribute, value)));
            }

            return;
        }

        child.SetAttributeValue(attribute, value);
        if (value is null && !child.HasAttributes && child.IsEmpty)
        {
            child.Remove();
        }
    }

    private void Insert(XElement parent, string name, XElement child)
    {
        var rank = Array.IndexOf(names, name);
        var next = parent.Elements().FirstOrDefault(one => Array.IndexOf(names, one.Name.LocalName) > rank);
        if (next is null)
        {
            parent.Add(child);
        }
        else
        {
            next.AddBeforeSelf(child);
        }
    }
}
