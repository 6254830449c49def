using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;

namespace Vfleet.FleetKit;

/// <summary>A host that joined a fleet as a real one does: with a token, its own key, and the certificate that it got.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Certificate">Its certificate in PEM.</param>
/// <param name="Key">Its key.</param>
public sealed record JoinedHost(Guid Id, string Name, string Certificate, ECDsa Key)
{
    /// <summary>Lets a host join.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="administrator">A client that may make join tokens.</param>
    /// <param name="key">The host's key.</param>
    /// <param name="name">The host's name.</param>
    public static async Task<JoinedHost> JoinAsync(Uri engine, HttpClient administrator, ECDsa key, string name)
    {
        using var made = await administrator.PostAsJsonAsync(
            new Uri(engine, Routes.Enrolments), new EnrolmentResource { HostName = name }, ApiJson.Default.EnrolmentResource);
        made.EnsureSuccessStatusCode();
        var token = (await made.Content.ReadFromJsonAsync(ApiJson.Default.EnrolmentResource))!.Token!;
        var request = new CertificateRequest("CN=host", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var answer = await administrator.PostAsJsonAsync(
            new Uri(engine, Routes.AgentJoin), new JoinRequest(token, name, request, "0.1.0"), ApiJson.Default.JoinRequest);
        answer.EnsureSuccessStatusCode();
        var joined = (await answer.Content.ReadFromJsonAsync(ApiJson.Default.JoinAnswer))!;
        return new JoinedHost(joined.HostId, name, joined.Certificate, key);
    }

    /// <summary>A client that shows the host's certificate, over HTTP/2 as agents speak it.</summary>
    public HttpClient NewClient()
    {
        var certificate = X509Certificate2.CreateFromPem(Certificate).CopyWithPrivateKey(Key);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}

/// <summary>An inventory as sections of a report.</summary>
public static class ReportSections
{
    /// <summary>Cuts it up.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <returns>Its sections by name.</returns>
    public static Dictionary<string, JsonElement?> Of(HostInventory inventory)
    {
        var facts = new HostFacts
        {
            MemoryMiB = inventory.MemoryMiB,
            Cpus = inventory.Cpus,
            NumaNodes = [.. inventory.NumaNodes],
            Kernel = inventory.Kernel,
            AgentVersion = inventory.AgentVersion,
            Bridges = [.. inventory.Bridges],
        };
        var sections = new Dictionary<string, JsonElement?>(StringComparer.Ordinal)
        {
            ["facts"] = JsonSerializer.SerializeToElement(facts, ApiJson.Default.HostFacts),
            ["guests"] = JsonSerializer.SerializeToElement([.. inventory.Guests], ApiJson.Default.InventoryGuestArray),
        };
        foreach (var pf in inventory.Pfs)
        {
            sections[$"pf/{pf.Address}"] = JsonSerializer.SerializeToElement(pf, ApiJson.Default.InventoryPf);
        }

        return sections;
    }

    /// <summary>The hash of the whole.</summary>
    /// <param name="sections">The sections.</param>
    /// <returns>SHA-256, hexadecimal.</returns>
    public static string HashOf(IReadOnlyDictionary<string, JsonElement?> sections)
    {
        var lines = new StringBuilder();
        foreach (var (name, section) in sections.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            lines.Append(CultureInfo.InvariantCulture, $"{name} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(section!.Value.GetRawText())))}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }
}
