using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt;

/// <summary>
/// Behaves as oVirt's Python SDK does (ovirtsdk4, __init__.py, service.py and reader.py): it takes only the status codes, the media type and the root elements that
/// the SDK takes, and fails where the SDK raises.
/// </summary>
internal sealed partial class SdkClient(TestEngine engine) : IDisposable
{
    public const string Root = "/ovirt-engine/api";

    private readonly HttpClient _http = engine.Client();
    private string _token = "";

    /// <summary>Logs in as the administrator, or as another.</summary>
    public static async Task<SdkClient> ConnectAsync(TestEngine engine, string user = "admin@internal", string? password = null)
    {
        var client = new SdkClient(engine);
        await client.LogInAsync(user, password ?? engine.Password);
        return client;
    }

    /// <summary>Gets a token. Whatever is answered must be JSON; an <c>error</c> in it is raised.</summary>
    public async Task LogInAsync(string user, string password)
    {
        var json = await PostFormAsync(
            "/ovirt-engine/sso/oauth/token",
            new() { ["grant_type"] = "password", ["scope"] = "ovirt-app-api", ["username"] = user, ["password"] = password });
        _token = (string?)json["access_token"] ?? throw new SdkException(0, $"no access_token: {json}");
    }

    /// <summary>Ends the token.</summary>
    public Task CloseAsync() => PostFormAsync("/ovirt-engine/services/sso-logout", new() { ["scope"] = "ovirt-app-api", ["token"] = _token });

    /// <summary>Gets one, or a list: 200 only.</summary>
    public Task<XElement> GetAsync(string path) => SendAsync("GET", path, null, [200]);

    /// <summary>Adds: the answer must have a body.</summary>
    public async Task<XElement> AddAsync(string path, string body) => await SendAsync("POST", path, body, [200, 201, 202]);

    /// <summary>Changes: 200 only.</summary>
    public Task<XElement> UpdateAsync(string path, string body) => SendAsync("PUT", path, body, [200]);

    /// <summary>Removes: 200 only, the body may be empty.</summary>
    public async Task RemoveAsync(string path)
    {
        using var response = await SendRawAsync("DELETE", path, null);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await FaultAsync(response);
        }
    }

    /// <summary>Acts: the answer must be an action without a fault.</summary>
    public async Task<XElement> ActAsync(string path, string body = "<action/>")
    {
        var action = await SendAsync("POST", path, body, [200, 201, 202]);
        return action.Name == "action" && action.Element("fault") is null ? action : throw new SdkException(200, $"no action: {action}");
    }

    /// <summary>What must fail: the status code, and the fault's detail.</summary>
    public static async Task<SdkException> RefusedAsync(Func<Task> doing, int status)
    {
        var refused = await Should.ThrowAsync<SdkException>(doing);
        refused.Status.ShouldBe(status, refused.Message);
        return refused;
    }

    /// <summary>Sends a request with the SDK's headers.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(
        string method, string path, string? body, string mediaType = "application/xml", string accept = "application/xml", string? authorization = null)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), Root + path) { Version = HttpVersion.Version11 };
        message.Headers.TryAddWithoutValidation("Version", "4");
        message.Headers.TryAddWithoutValidation("Accept", accept);
        message.Headers.TryAddWithoutValidation("User-Agent", "PythonSDK/4.6.3");
        if ((authorization ?? $"Bearer {_token}") is { Length: > 0 } header)
        {
            message.Headers.TryAddWithoutValidation("Authorization", header);
        }

        if (path.Contains("all_content=true", StringComparison.Ordinal))
        {
            message.Headers.TryAddWithoutValidation("All-Content", "true");
        }

        if (body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        }

        var response = await _http.SendAsync(message, TestContext.Current.CancellationToken);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            values.ShouldAllBe(value => value.All(char.IsAscii), $"the SDK reads headers as ASCII: {name}");
        }

        return response;
    }

    public void Dispose() => _http.Dispose();

    private async Task<XElement> SendAsync(string method, string path, string? body, int[] accepted)
    {
        using var response = await SendRawAsync(method, path, body);
        if (!accepted.Contains((int)response.StatusCode))
        {
            throw await FaultAsync(response);
        }

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType?.MediaType.ShouldBeOneOf("application/xml", "text/xml");
        text.ShouldNotBeEmpty();
        var root = XElement.Parse(text);
        Roots().ShouldContain(root.Name.LocalName, "a root that the SDK does not know raises");
        root.Descendants().Select(element => element.Value).Where(value => LongFraction().IsMatch(value)).ShouldBeEmpty("dates have at most 6 digits of a second");
        root.DescendantsAndSelf().Attributes("href").Where(href => !href.Value.StartsWith(Root, StringComparison.Ordinal)).ShouldBeEmpty("hrefs are absolute paths");
        return root;
    }

    private static async Task<SdkException> FaultAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (text.Length == 0)
        {
            return new SdkException((int)response.StatusCode, "");
        }

        response.Content.Headers.ContentType?.MediaType.ShouldBeOneOf("application/xml", "text/xml");
        var root = XElement.Parse(text);
        var fault = root.Name == "action" ? root.Element("fault") : root;
        fault.ShouldNotBeNull();
        fault.Name.ShouldBe("fault");
        ((string?)fault.Element("reason")).ShouldNotBeNullOrEmpty();
        return new SdkException((int)response.StatusCode, (string?)fault.Element("detail") ?? "") { Root = root };
    }

    private async Task<JsonNode> PostFormAsync(string path, Dictionary<string, string> form)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form), Version = HttpVersion.Version11 };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        using var response = await _http.SendAsync(message, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType?.MediaType.ShouldBeOneOf("application/json", "text/json");
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return json["error"] is { } error ? throw new SdkException((int)response.StatusCode, (string)error!) : json;
    }

    // Of the SDK's readers, those of what is served here.
    private static string[] Roots() =>
    [
        "action", "api", "cluster", "clusters", "data_center", "data_centers", "event", "events", "fault", "host", "host_device", "host_devices", "host_nic", "host_nics",
        "hosts", "job", "jobs", "mac_pool", "mac_pools", "network", "network_attachment", "network_attachments", "network_filter_parameter", "network_filter_parameters",
        "network_label", "network_labels", "networks", "nic", "nics", "numa_node", "numa_nodes", "permission", "permissions", "reported_device", "reported_devices",
        "statistic", "statistics", "template", "templates", "user", "users", "virtual_numa_node", "virtual_numa_nodes", "vm", "vm_numa_nodes", "vms", "vnic_profile",
        "vnic_profiles", "link_layer_discovery_protocol_element", "link_layer_discovery_protocol_elements", "tag", "tags", "disk_attachment", "disk_attachments",
        "snapshot", "snapshots", "cdrom", "cdroms", "affinity_group", "affinity_groups", "affinity_label", "affinity_labels", "network_filter", "network_filters", "host_numa_node", "host_numa_nodes", "unmanaged_network", "unmanaged_networks",
        "qos", "qoss", "graphics_console", "graphics_consoles", "step", "steps", "storage_domain", "storage_domains", "bookmark", "bookmarks", "host_storage", "disk", "disks",
        "application", "applications", "backup", "backups", "checkpoint", "checkpoints", "instance_type", "instance_types", "operating_system", "operation_systems", "session",
        "sessions", "vm_mediated_device", "vm_mediated_devices", "vm_numa_node", "watchdog", "watchdogs",
    ];

    [GeneratedRegex(@"T\d\d:\d\d:\d\d\.\d{7,}")]
    private static partial Regex LongFraction();
}

/// <summary>What the SDK raises.</summary>
internal sealed class SdkException(int status, string message) : Exception(message)
{
    public int Status => status;

    public XElement? Root { get; init; }
}
