using System.Net;
using System.Text.Json.Nodes;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

/// <summary>A fleet of two hosts.</summary>
internal static class SampleFleet
{
    public const string Operation = "01890a5d-ac96-774b-bcce-b302099a8057";

    public static FakeEngine Create()
    {
        var engine = new FakeEngine();
        engine["networks"].Put(Parse("""{"name":"red","dataCenter":{"name":"berlin"},"vlan":100,"labels":["fast","lab"]}"""));
        engine["networks"].Put(Parse("""{"name":"blue","dataCenter":{"name":"berlin"},"mtu":9000}"""));
        engine["profiles"].Put(Parse("""{"name":"fast","network":{"name":"red"},"passthrough":"required","maxRate":10000,"trust":true}"""));
        engine["profiles"].Put(Parse("""{"name":"fast","network":{"name":"blue"},"passthrough":"preferred"}"""));
        engine["hosts"].Put(Parse("""{"name":"h1","status":"up","cluster":{"name":"rack4"},"pfs":2,"vfs":8,"vfsFree":5,"vms":1,"memoryMiB":65536,"memoryUsedMiB":8192}"""));
        engine["hosts"].Put(Parse("""{"name":"h2","status":"unreachable","statusReason":"no report for 90 s","cluster":{"name":"rack4"},"pfs":1,"vfs":4,"vfsFree":0}"""));
        engine["vms"].Put(Parse("""{"name":"web1","status":"placed","host":{"name":"h1"},"cluster":{"name":"rack4"},"cpus":4,"memoryMiB":8192}"""));
        engine["vms/web1/nics"].Put(Parse("""{"name":"nic1","profile":{"name":"fast"},"type":"pciPassthrough","mac":"52:54:00:10:00:01","plugged":true,"vf":{"host":"00000000-0000-0000-0000-000000000001","pf":"0000:3b:00.0","index":2,"generation":7}}"""));
        engine["pfs"].Put(Pf());
        engine["hosts/h1/pfs"].Put(Pf());
        engine["hosts/h1/pfs/ens1f0/vfs"].Put(Parse("""{"host":{"name":"h1"},"pf":"0000:3b:00.0","pfName":"ens1f0","index":2,"free":false,"reasons":["has a claim"],"vm":{"name":"web1"},"nic":{"name":"nic1"},"claim":"held"}"""));
        engine["operations"].Put(OperationIn("running"));
        engine["users"].Put(Parse("""{"name":"anna","grants":[{"role":"operator","scope":"fleet"}]}"""));
        _ = engine["tokens"];
        _ = engine["enrolments"];
        _ = engine["datacenters"];
        return engine;
    }

    public static JsonObject Pf() => Parse(
        """
        {"host":{"name":"h1"},"address":"0000:3b:00.0","name":"ens1f0","model":"X710","driver":"i40e","maxVfs":64,"numVfs":8,"freeVfs":5,"claimedVfs":3,
         "link":true,"speed":10000,"configuration":{"count":8,"allNetworksAllowed":false,"networks":[{"name":"red"}],"labels":["lab"]}}
        """);

    public static JsonObject OperationIn(string state, string more = "") => Parse(
        $$"""
        {"id":"{{Operation}}","kind":"pf.configure","state":"{{state}}","actor":"admin","created":"2026-01-02T03:04:05Z","updated":"2026-01-02T03:04:05Z",
         "host":{"name":"h1"},"pf":"0000:3b:00.0"{{more}}}
        """);

    /// <summary>An operation that is another each time it is asked for; the last stays.</summary>
    public static void Follow(this FakeEngine engine, params JsonObject[] states)
    {
        var left = new Queue<JsonObject>(states);
        engine.Special[$"GET operations/{Operation}"] = _ => FakeAnswer.Json(HttpStatusCode.OK, left.Count > 1 ? left.Dequeue() : left.Peek());
    }

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
