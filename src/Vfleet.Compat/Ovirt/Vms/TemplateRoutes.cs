using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Vms.Parts;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>The template that every VM here is made of, oVirt's Blank with the id zero, and the operating systems that guests can have.</summary>
internal static class TemplateRoutes
{
    /// <summary>The name of the only template.</summary>
    public const string BlankName = "Blank";

    private const string Templates = OvirtRoute.Root + "/templates";

    // oVirt's ids of the two (osinfo-defaults.properties): what a guest runs makes no difference here.
    private static readonly (int Id, string Name, string Description)[] s_systems = [(0, "other", "Other OS"), (5, "other_linux", "Linux")];

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/templates", AccessRole.Viewer, _ => Task.FromResult(OvirtAnswer.Of(new Element("templates") { Href = Templates, IsList = true }.Add(Blank()))))
        {
            Item = "template",
            IsSearchable = true,
        },
        new("GET", "/templates/{template}", AccessRole.Viewer, call => Task.FromResult(IsBlank(call) ? OvirtAnswer.Of(Blank()) : OvirtAnswer.NotFound())),
        new("GET", "/operatingsystems", AccessRole.Viewer, _ => Task.FromResult(OvirtAnswer.Of(Systems()))) { Item = "operating_system" },
        .. EmptyList.OfTemplate.SelectMany(list => list.Routes("/templates/{template}", IsBlank)),
    ];

    private static bool IsBlank(OvirtCall call) => call.Id("template") == VmPaths.Blank;

    private static Element Blank()
    {
        const long Memory = 1024L * 1024 * 1024;
        var href = $"{Templates}/{FleetKinds.Text(VmPaths.Blank)}";
        return new Element("template") { Id = FleetKinds.Text(VmPaths.Blank), Href = href }
            .Add("name", BlankName)
            .Add("description", "Blank template")
            .AddAll(EmptyList.OfTemplate.Select(list => new Element("link") { Rel = list.Path, Href = $"{href}/{list.Path}" }))
            .Add(new Element("cpu").Add("architecture", "x86_64").Add(new Element("topology").Add("cores", 1).Add("sockets", 1).Add("threads", 1)))
            .Add("memory", Memory)
            .Add(new Element("memory_policy").Add("guaranteed", Memory).Add("max", Memory))
            .Add(new Element("os").Add("type", "other_linux"))
            .Add("status", "ok")
            .Add("type", "server")
            .Add(new Element("version").Add("version_name", "base version").Add("version_number", 1));
    }

    private static Element Systems() => new Element("operation_systems") { Href = OvirtRoute.Root + "/operatingsystems", IsList = true }
        .AddAll(s_systems.Select(system => new Element("operating_system") { Id = FleetKinds.Text(new Guid(system.Id, 0, 0, new byte[8])) }
            .Add("name", system.Name)
            .Add("description", system.Description)
            .Add("architecture", "x86_64")));
}
