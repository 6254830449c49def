using System.Net;
using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

/// <summary>What tests of hosts have in common.</summary>
internal static class Configured
{
    public const string Update = "updatevirtualfunctionsconfiguration";

    /// <summary>The NICs of a host by name.</summary>
    public static async Task<Dictionary<string, XElement>> NicsAsync(this SdkClient client, WorkingAgent host) =>
        (await client.GetAsync($"{host.Path}/nics?all_content=true")).Elements("host_nic").ToDictionary(nic => nic.Element("name")!.Value, StringComparer.Ordinal);

    /// <summary>Where a NIC is, below the API's root.</summary>
    public static async Task<string> NicPathAsync(this SdkClient client, WorkingAgent host, string name) => (await client.NicsAsync(host))[name].Path();

    /// <summary>Where something is, below the API's root.</summary>
    public static string Path(this XElement element) => element.Attribute("href")!.Value[SdkClient.Root.Length..];

    /// <summary>Changes number or flag of a PF.</summary>
    public static Task<XElement> UpdateAsync(this SdkClient client, string nic, int? count = null, bool? all = null) => client.ActAsync(
        $"{nic}/{Update}", Body(count?.ToString(System.Globalization.CultureInfo.InvariantCulture), all switch { true => "true", false => "false", null => null }));

    public static string Body(string? count, string? all) => new XElement(
        "action",
        new XElement(
            "virtual_functions_configuration",
            count is null ? null : new XElement("number_of_virtual_functions", count),
            all is null ? null : new XElement("all_networks_allowed", all))).ToString();

    /// <summary>Makes a network with our own API.</summary>
    public static async Task<string> NetworkAsync(this TestEngine engine, string name, string more = "") =>
        (await engine.PostAsync("/api/v1/networks", $$"""{"name":"{{name}}"{{more}}}""")).ShouldBe(HttpStatusCode.Created).Id;

    /// <summary>The key of a refusal's first problem.</summary>
    public static string? Key(this SdkException refused) => (string?)refused.Root!.Descendants("problem").First().Element("key");

    /// <summary>A number of a PF.</summary>
    public static int Number(this XElement nic, string name) => (int)nic.Element("virtual_functions_configuration")!.Element(name)!;
}
