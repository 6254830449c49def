using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vfleet.Server.Tests.OpenApi;

/// <summary>What the comments in Vfleet.Api say of types and members, for the document.</summary>
internal sealed partial class ApiWords
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(Path.Join(AppContext.BaseDirectory, "Vfleet.Api.xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    public string? Of(Type type) => Text(Member(type)?.Element("summary"));

    public string? Of(MemberInfo member)
    {
        var type = member.DeclaringType!;
        var inType = Member(type)?.Elements("param").FirstOrDefault(param => (string)param.Attribute("name")! == member.Name);
        return Text(_members.GetValueOrDefault($"P:{type.FullName}.{member.Name}")?.Element("summary") ?? inType);
    }

    private XElement? Member(Type type) => _members.GetValueOrDefault($"T:{(type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName}");

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        foreach (var see in element.Descendants("see").ToList())
        {
            see.ReplaceWith(((string)see.Attribute("cref")!).Split('.').Last());
        }

        return Blanks().Replace(element.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
