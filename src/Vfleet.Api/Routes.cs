namespace Vfleet.Api;

/// <summary>Where the engine's resources lie. A resource is at <c>COLLECTION/ID</c>; where a name is unique, the name does as well.</summary>
public static class Routes
{
    /// <summary>The root of the interface for people and programs.</summary>
    public const string Api = "/api/v1";

    /// <summary>POST: log in.</summary>
    public const string Session = Api + "/session";

    /// <summary>Users.</summary>
    public const string Users = Api + "/users";

    /// <summary>API tokens.</summary>
    public const string Tokens = Api + "/tokens";

    /// <summary>Data centres.</summary>
    public const string DataCenters = Api + "/datacenters";

    /// <summary>Clusters.</summary>
    public const string Clusters = Api + "/clusters";

    /// <summary>Networks.</summary>
    public const string Networks = Api + "/networks";

    /// <summary>vNIC profiles.</summary>
    public const string Profiles = Api + "/profiles";

    /// <summary>MAC pools.</summary>
    public const string MacPools = Api + "/macpools";

    /// <summary>Hosts; below each <c>pfs</c>, <c>pfs/PF</c>, <c>pfs/PF/configuration</c>, <c>pfs/PF/vfs</c>, <c>maintenance</c>, <c>activate</c>, <c>revoke</c>, <c>adopt</c>, <c>drain</c>, <c>fence</c>.</summary>
    public const string Hosts = Api + "/hosts";

    /// <summary>PFs of all hosts.</summary>
    public const string Pfs = Api + "/pfs";

    /// <summary>VFs of all hosts.</summary>
    public const string Vfs = Api + "/vfs";

    /// <summary>What is wrong with VFs of all hosts.</summary>
    public const string Problems = Api + "/problems";

    /// <summary>VMs; below each <c>nics</c>, <c>nics/NIC</c>, <c>nics/NIC/plug</c>, <c>nics/NIC/unplug</c>, <c>start</c>, <c>shutdown</c>, <c>stop</c>, <c>reboot</c>.</summary>
    public const string Vms = Api + "/vms";

    /// <summary>POST: place VMs; DELETE of one: release it.</summary>
    public const string Placements = Api + "/placements";

    /// <summary>POST: say where a VM could go and why not elsewhere, changing nothing.</summary>
    public const string Explain = Api + "/explain";

    /// <summary>Long work.</summary>
    public const string Operations = Api + "/operations";

    /// <summary>Events; <c>stream</c> below it sends them as they happen.</summary>
    public const string Events = Api + "/events";

    /// <summary>Tokens with which hosts join.</summary>
    public const string Enrolments = Api + "/enrolments";

    /// <summary>The root of the interface for agents.</summary>
    public const string Agent = "/agent/v1";

    /// <summary>POST, without a certificate: join.</summary>
    public const string AgentJoin = Agent + "/join";

    /// <summary>
    /// GET, without a certificate: the authority's certificate in PEM. A host that joins asks for it before it trusts anybody, and believes it
    /// only when its fingerprint is that of the token: servers leave the root out of what they show in TLS (RFC 8446, 4.4.2).
    /// </summary>
    public const string AgentAuthority = Agent + "/authority";

    /// <summary>POST: renew the certificate.</summary>
    public const string AgentRenew = Agent + "/renew";

    /// <summary>POST: report.</summary>
    public const string AgentReport = Agent + "/report";

    /// <summary>GET: the host's desired document, and every later one (server-sent events).</summary>
    public const string AgentDesired = Agent + "/desired";
}
