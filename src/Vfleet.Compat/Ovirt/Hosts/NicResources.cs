using Microsoft.Net.Http.Headers;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Engine.Access;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>NICs of hosts.</summary>
internal sealed class NicResources
{
    private const long MostBytes = 64 << 20;
    private readonly WrittenListings _listings = new(MostBytes);

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/hosts/{host}/nics", AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = "host_nic" },
        new("GET", "/hosts/{host}/nics/{nic}", AccessRole.Viewer, call => Task.FromResult(Get(call))),
    ];

    private OvirtAnswer List(OvirtCall call)
    {
        // Whether the caller sees the host is asked before anything that was kept is looked at. Who sees a host sees everything that its NICs show.
        if (!call.TryHost(out var host, out var refusal))
        {
            return refusal;
        }

        if (call.NeedsElements)
        {
            return OvirtAnswer.Of(new NicElements(host, call.AllContent).All());
        }

        var isCompressed = TakesGzip(call);
        return new OvirtAnswer.Written(_listings.Of(host, call.AllContent, call.Spelling, isCompressed)) { Coding = isCompressed ? "gzip" : null };
    }

    private static OvirtAnswer Get(OvirtCall call) => call.TryNic(out var host, out var nic, out var refusal)
        ? OvirtAnswer.Of(new NicElements(host, call.AllContent).One(nic))
        : refusal;

    // The SDK asks for compressed answers unless it is told not to.
    private static bool TakesGzip(OvirtCall call) => StringWithQualityHeaderValue.TryParseList(call.Http.Request.Headers.AcceptEncoding, out var codings)
        && codings.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not <= 0);
}
